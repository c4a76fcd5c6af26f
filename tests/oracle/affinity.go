package main

import (
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/component-helpers/scheduling/corev1/nodeaffinity"
)

// affinityCase is a node affinity, and nodes that the scheduler chooses from by it.
type affinityCase struct {
	Affinity corev1.NodeAffinity
	Nodes    []affinityNode
}

type affinityNode struct {
	Name   string
	Labels map[string]string
}

type affinityAnswer struct {
	Required  []required `json:"required"`
	Preferred []int64    `json:"preferred"` // null on error
	Error     *string    `json:"error"`     // of the preferred terms
}

type required struct {
	Match bool    `json:"match"`
	Error *string `json:"error"` // none where a term matches, whatever the others are
}

// answerAffinity filters and scores as the scheduler's plugin NodeAffinity does, before scores are normalized.
func answerAffinity(c affinityCase) (any, error) {
	pod := corev1.Pod{Spec: corev1.PodSpec{Affinity: &corev1.Affinity{NodeAffinity: &c.Affinity}}}
	filter := nodeaffinity.GetRequiredNodeAffinity(&pod)
	ranking, err := nodeaffinity.NewPreferredSchedulingTerms(c.Affinity.PreferredDuringSchedulingIgnoredDuringExecution)
	answer := affinityAnswer{Error: message(err)}
	for _, each := range c.Nodes {
		node := corev1.Node{ObjectMeta: metav1.ObjectMeta{Name: each.Name, Labels: each.Labels}}
		match, failed := filter.Match(&node)
		answer.Required = append(answer.Required, required{match, message(failed)})
		if err == nil {
			answer.Preferred = append(answer.Preferred, ranking.Score(&node))
		}
	}
	return answer, nil
}
