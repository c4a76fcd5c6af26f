"""Questions about policies themselves, each answered with a witness that was evaluated, or with proof.

    policies.policies     compiled files as policies that can be asked about; those of one call can be compared
    questions             satisfiable, implies, equal, disjoint
    dead                  dead, dead_requirements, dead_profiles: what in a policy never decides, and because of what
    rows.dead_rows        rows of tables that earlier rows cover
    solver.find           a snapshot on which conditions of an `Ir` have the truths asked for, or proof that there is none
    answers               what comes back: `Proved`, `Witness` (a snapshot that the reference evaluator confirmed), `Undecided`
    choose.admitted       a text that a set of values admits, near one that was observed
    matching.text_for     a text that a glob or a regular expression matches

*Compatible* is what policies are compared by: A implies B where no snapshot makes A compatible and B not. Unknown is not
compatible, so that a policy which asks about less does not imply one which asks about more.
"""
