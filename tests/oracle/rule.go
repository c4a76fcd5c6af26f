package main

import (
	corev1 "k8s.io/api/core/v1"

	nfd "sigs.k8s.io/node-feature-discovery/api/nfd/v1alpha1"
	"sigs.k8s.io/node-feature-discovery/pkg/apis/nfd/nodefeaturerule"
)

type ruleCase struct {
	Rule     nfd.Rule
	Features nfd.Features
	FailFast bool
}

// ruleAnswer leaves the match null where there was an error; null and empty maps are told apart, as NFD returns them.
type ruleAnswer struct {
	Match             *bool             `json:"match"`
	Labels            map[string]string `json:"labels"`
	Vars              map[string]string `json:"vars"`
	Annotations       map[string]string `json:"annotations"`
	ExtendedResources map[string]string `json:"extendedResources"`
	Taints            []corev1.Taint    `json:"taints"`
	Status            *status           `json:"status"`
	Error             *string           `json:"error"`
}

func answerRule(c ruleCase) (any, error) {
	out, err := nodefeaturerule.Execute(&c.Rule, &c.Features, c.FailFast)
	return ruleOutcome(out, err), nil
}

func ruleOutcome(out nodefeaturerule.RuleOutput, err error) ruleAnswer {
	return ruleAnswer{
		Match:             matched(out.MatchStatus),
		Labels:            out.Labels,
		Vars:              out.Vars,
		Annotations:       out.Annotations,
		ExtendedResources: out.ExtendedResources,
		Taints:            out.Taints,
		Status:            statusOf(out.MatchStatus),
		Error:             message(err),
	}
}

type groupRuleCase struct {
	Rule     nfd.GroupRule
	Features nfd.Features
	FailFast bool
}

type groupRuleAnswer struct {
	Match  *bool             `json:"match"`
	Vars   map[string]string `json:"vars"`
	Status *status           `json:"status"`
	Error  *string           `json:"error"`
}

func answerGroupRule(c groupRuleCase) (any, error) {
	out, err := nodefeaturerule.ExecuteGroupRule(&c.Rule, &c.Features, c.FailFast)
	return groupRuleAnswer{matched(out.MatchStatus), out.Vars, statusOf(out.MatchStatus), message(err)}, nil
}

// status is NFD's MatchStatus, with null kept apart from empty.
type status struct {
	MatchFeatures *termStatus   `json:"matchFeatures"`
	MatchAny      []*termStatus `json:"matchAny"`
}

// termStatus holds the elements that matched, by domain and feature, and the terms that did.
type termStatus struct {
	Elements any                `json:"elements"`
	Terms    nfd.FeatureMatcher `json:"terms"`
}

func matched(s *nodefeaturerule.MatchStatus) *bool {
	if s == nil {
		return nil
	}
	return &s.IsMatch
}

func statusOf(s *nodefeaturerule.MatchStatus) *status {
	if s == nil {
		return nil
	}
	result := &status{MatchFeatures: termStatusOf(s.MatchFeatureStatus)}
	for _, each := range s.MatchAny {
		result.MatchAny = append(result.MatchAny, termStatusOf(each))
	}
	return result
}

func termStatusOf(s *nodefeaturerule.MatchFeatureStatus) *termStatus {
	if s == nil {
		return nil
	}
	return &termStatus{s.MatchedFeatures, s.MatchedFeaturesTerms}
}
