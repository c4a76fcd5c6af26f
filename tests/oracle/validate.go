package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"

	nfd "sigs.k8s.io/node-feature-discovery/api/nfd/v1alpha1"
	"sigs.k8s.io/node-feature-discovery/pkg/apis/nfd/template"
	"sigs.k8s.io/node-feature-discovery/pkg/apis/nfd/validate"
)

// validateCase calls one of the exported functions by its name; each takes the fields that its parameters say.
type validateCase struct {
	Function      string
	Key           string
	Value         string
	Map           map[string]string
	Taint         corev1.Taint
	Taints        []corev1.Taint
	Template      string
	MatchFeatures nfd.FeatureMatcher
	MatchAny      []nfd.MatchAnyElem
}

type validateAnswer struct {
	Errors []refusal `json:"errors"`
}

// refusal is an error's text and, where it is one of NFD's own that callers compare with, that one's name.
type refusal struct {
	Text string `json:"text"`
	Is   string `json:"is"`
}

var namedErrors = map[string]error{
	"ErrNSNotAllowed":             validate.ErrNSNotAllowed,
	"ErrUnprefixedKeysNotAllowed": validate.ErrUnprefixedKeysNotAllowed,
	"ErrInvalidTaintEffect":       validate.ErrInvalidTaintEffect,
	"ErrEmptyTaintEffect":         validate.ErrEmptyTaintEffect,
	"ErrTemplateTooLarge":         template.ErrTemplateTooLarge,
}

func answerValidate(c validateCase) (any, error) {
	switch c.Function {
	case "Label":
		return refusals(validate.Label(c.Key, c.Value)), nil
	case "Annotation":
		return refusals(validate.Annotation(c.Key, c.Value)), nil
	case "ExtendedResource":
		return refusals(validate.ExtendedResource(c.Key, c.Value)), nil
	case "Taint":
		return refusals(validate.Taint(&c.Taint)), nil
	case "Labels":
		return sorted(refusals(validate.Labels(c.Map)...)), nil
	case "Annotations":
		return sorted(refusals(validate.Annotations(c.Map)...)), nil
	case "ExtendedResources":
		return sorted(refusals(validate.ExtendedResources(c.Map)...)), nil
	case "Taints":
		return refusals(validate.Taints(c.Taints)...), nil
	case "Template":
		return refusals(validate.Template(c.Template)...), nil
	case "MatchFeatures":
		return refusals(validate.MatchFeatures(c.MatchFeatures)...), nil
	case "MatchAny":
		return refusals(validate.MatchAny(c.MatchAny)...), nil
	default:
		return nil, fmt.Errorf("no function %q validates", c.Function)
	}
}

func refusals(errs ...error) validateAnswer {
	answer := validateAnswer{Errors: []refusal{}}
	for _, err := range errs {
		if err != nil {
			answer.Errors = append(answer.Errors, refusal{err.Error(), nameOf(err)})
		}
	}
	return answer
}

func nameOf(err error) string {
	for name, named := range namedErrors {
		if errors.Is(err, named) {
			return name
		}
	}
	return ""
}

// sorted gives the errors of a map an order, as Go gives them none.
func sorted(answer validateAnswer) validateAnswer {
	slices.SortFunc(answer.Errors, func(a, b refusal) int { return cmp.Compare(a.Text, b.Text) })
	return answer
}
