package main

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	nfd "sigs.k8s.io/node-feature-discovery/api/nfd/v1alpha1"
	"sigs.k8s.io/node-feature-discovery/pkg/apis/nfd/nodefeaturerule"
	"sigs.k8s.io/node-feature-discovery/pkg/apis/nfd/validate"
)

// rulesCase is what nfd-master knows of one node: the rule objects of the cluster, and the node's own features.
type rulesCase struct {
	Objects  []nfd.NodeFeatureRule
	Features nfd.Features
	Labels   map[string]string // of the node's NodeFeature objects
}

type rulesAnswer struct {
	Rules    []namedOutcome `json:"rules"`
	Raised   properties     `json:"raised"` // before anything is refused
	Node     properties     `json:"node"`   // what the node gets
	Features nfd.Features   `json:"features"`
}

type namedOutcome struct {
	Object string `json:"object"`
	Rule   string `json:"rule"`
	ruleAnswer
}

type properties struct {
	Labels            map[string]string `json:"labels"`
	Annotations       map[string]string `json:"annotations"`
	ExtendedResources map[string]string `json:"extendedResources"`
	Taints            []corev1.Taint    `json:"taints"`
}

// answerRules does what nfd-master does for one node, in its default configuration but with taints enabled.
//
// The rules and the validation are NFD's; the loop around them is ours, as nfd-master exports nothing of it. It
// follows processNodeFeatureRule and refreshNodeFeatures of pkg/nfd-master/nfd-master.go.
func answerRules(c rulesCase) (any, error) {
	answer := rulesAnswer{Raised: properties{
		Labels:            prefixed(c.Labels, nfd.FeatureLabelNs),
		Annotations:       map[string]string{},
		ExtendedResources: map[string]string{},
	}}
	slices.SortFunc(c.Objects, func(a, b nfd.NodeFeatureRule) int { return strings.Compare(a.Name, b.Name) })
	for _, object := range c.Objects {
		for _, rule := range object.Spec.Rules {
			out, err := nodefeaturerule.Execute(&rule, &c.Features, true)
			answer.Rules = append(answer.Rules, namedOutcome{object.Name, rule.Name, ruleOutcome(out, err)})
			if err != nil {
				continue
			}
			answer.Raised.add(out)
			// The first insertion takes the map that it is given for its own; the outcome above keeps the original.
			c.Features.InsertAttributeFeatures(nfd.RuleBackrefDomain, nfd.RuleBackrefFeature, maps.Clone(out.Labels))
			c.Features.InsertAttributeFeatures(nfd.RuleBackrefDomain, nfd.RuleBackrefFeature, out.Vars)
		}
	}
	answer.Node = answer.Raised.accepted(&c.Features)
	answer.Features = c.Features
	return answer, nil
}

func (p *properties) add(out nodefeaturerule.RuleOutput) {
	p.Taints = append(p.Taints, out.Taints...)
	maps.Copy(p.Labels, prefixed(out.Labels, nfd.FeatureLabelNs))
	maps.Copy(p.Annotations, prefixed(out.Annotations, nfd.FeatureAnnotationNs))
	maps.Copy(p.ExtendedResources, prefixed(out.ExtendedResources, nfd.ExtendedResourceNs))
}

// accepted resolves the dynamic values and leaves out what NFD refuses.
func (p *properties) accepted(features *nfd.Features) properties {
	result := properties{
		Labels:            resolved(p.Labels, features, validate.Label),
		ExtendedResources: resolved(p.ExtendedResources, features, validate.ExtendedResource),
		Annotations:       maps.Clone(p.Annotations),
		Taints:            slices.Clone(p.Taints),
	}
	maps.DeleteFunc(result.Annotations, func(key, value string) bool { return validate.Annotation(key, value) != nil })
	result.Taints = slices.DeleteFunc(result.Taints, func(t corev1.Taint) bool { return validate.Taint(&t) != nil })
	return result
}

func resolved(raised map[string]string, features *nfd.Features, check func(key, value string) error) map[string]string {
	result := map[string]string{}
	for key, value := range raised {
		value, err := dynamic(value, features)
		if err == nil && check(key, value) == nil {
			result[key] = value
		}
	}
	return result
}

// dynamic reads the element that a value `@domain.feature.element` names.
func dynamic(value string, features *nfd.Features) (string, error) {
	reference, is := strings.CutPrefix(value, "@")
	if !is {
		return value, nil
	}
	parts := strings.SplitN(reference, ".", 3)
	if len(parts) != 3 {
		return "", fmt.Errorf("%q names no element", value)
	}
	element, found := features.Attributes[parts[0]+"."+parts[1]].Elements[parts[2]]
	if !found {
		return "", fmt.Errorf("no element %q", value)
	}
	return element, nil
}

// prefixed puts bare keys into a namespace, except where the same key is written out in full.
func prefixed(raised map[string]string, namespace string) map[string]string {
	result := map[string]string{}
	for key, value := range raised {
		full := key
		if !strings.Contains(key, "/") {
			full = path.Join(namespace, key)
			if _, written := raised[full]; written {
				continue
			}
		}
		result[full] = value
	}
	return result
}
