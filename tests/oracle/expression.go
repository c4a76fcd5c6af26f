package main

import (
	"fmt"

	nfd "sigs.k8s.io/node-feature-discovery/api/nfd/v1alpha1"
	"sigs.k8s.io/node-feature-discovery/pkg/apis/nfd/nodefeaturerule"
)

type matchAnswer struct {
	Match bool    `json:"match"`
	Error *string `json:"error"`
}

type expressionCase struct {
	Expression *nfd.MatchExpression
	Valid      bool    // the element is there
	Value      *string // null where it is a flag
}

// answerExpression asks with a set of the one expression: NFD does not export the function for a single one.
func answerExpression(c expressionCase) (any, error) {
	const name = "element"
	var (
		set   = nfd.MatchExpressionSet{name: c.Expression}
		match bool
		err   error
	)
	switch {
	case !c.Valid:
		match, _, err = nodefeaturerule.MatchValues(&set, nil, true)
	case c.Value == nil:
		match, err = nodefeaturerule.MatchKeys(&set, map[string]nfd.Nil{name: {}})
	default:
		match, _, err = nodefeaturerule.MatchValues(&set, map[string]string{name: *c.Value}, true)
	}
	return matchAnswer{match, message(err)}, nil
}

// setCase calls one of the exported functions by its name; each takes the fields that its parameters say.
type setCase struct {
	Function         string
	MatchExpressions *nfd.MatchExpressionSet
	MatchName        *nfd.MatchExpression
	Flags            map[string]nfd.Nil
	Attributes       map[string]string
	Instances        []nfd.InstanceFeature
	FailFast         bool
}

type setAnswer struct {
	matchAnswer
	Elements    []nodefeaturerule.MatchedElement `json:"elements"`
	Expressions *nfd.MatchExpressionSet          `json:"expressions"`
}

func answerSet(c setCase) (any, error) {
	var (
		a   setAnswer
		err error
	)
	set, name := c.MatchExpressions, c.MatchName
	switch c.Function {
	case "MatchGetKeys":
		a.Match, a.Elements, a.Expressions, err = nodefeaturerule.MatchGetKeys(set, c.Flags)
	case "MatchGetValues":
		a.Match, a.Elements, a.Expressions, err = nodefeaturerule.MatchGetValues(set, c.Attributes, c.FailFast)
	case "MatchGetInstances":
		a.Match, a.Elements, a.Expressions, err = nodefeaturerule.MatchGetInstances(set, c.Instances, c.FailFast)
	case "MatchMulti":
		a.Match, a.Elements, a.Expressions, err = nodefeaturerule.MatchMulti(
			set, c.Flags, c.Attributes, c.Instances, c.FailFast)
	case "MatchKeyNames":
		a.Match, a.Elements, err = nodefeaturerule.MatchKeyNames(name, c.Flags)
	case "MatchValueNames":
		a.Match, a.Elements, err = nodefeaturerule.MatchValueNames(name, c.Attributes)
	case "MatchInstanceAttributeNames":
		a.Match, a.Elements, err = nodefeaturerule.MatchInstanceAttributeNames(name, c.Instances)
	case "MatchNamesMulti":
		a.Match, a.Elements, err = nodefeaturerule.MatchNamesMulti(name, c.Flags, c.Attributes, c.Instances)
	default:
		return nil, fmt.Errorf("no function %q over a set", c.Function)
	}
	a.Error = message(err)
	return a, nil
}
