package main

import (
	"encoding/json"
	"maps"
	"slices"
)

// outcomes are the different answers that one case has had, with how often each was seen.
type outcomes struct {
	Outcomes []json.RawMessage `json:"outcomes"`
	Counts   []int             `json:"counts"`
}

// distinct asks again and again: where NFD goes over a map, Go's order is random and so may be the answer.
func distinct(times int, ask func() []byte) outcomes {
	seen := map[string]int{}
	for range times {
		seen[string(ask())]++
	}
	result := outcomes{}
	for _, text := range slices.Sorted(maps.Keys(seen)) {
		result.Outcomes = append(result.Outcomes, json.RawMessage(text))
		result.Counts = append(result.Counts, seen[text])
	}
	return result
}
