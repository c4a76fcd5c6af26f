"""NFD's own Go code as a judge; README.md says how it is asked."""
