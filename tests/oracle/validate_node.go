package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"sigs.k8s.io/yaml"

	compat "sigs.k8s.io/node-feature-discovery/api/image-compatibility/v1alpha1"
	nfd "sigs.k8s.io/node-feature-discovery/api/nfd/v1alpha1"
	nodevalidator "sigs.k8s.io/node-feature-discovery/pkg/client-nfd/compat/node-validator"
	"sigs.k8s.io/node-feature-discovery/source"
)

type validateNodeCase struct {
	Spec     string // the text of the artifact's layer
	Features nfd.Features
	Tags     []string
}

// validateNodeAnswer holds what `nfd compat validate-node --output-json` prints, byte for byte.
type validateNodeAnswer struct {
	Output *string `json:"output"`
	Error  *string `json:"error"`
}

// answerValidateNode runs NFD's validator whole, with an artifact client that has the spec already and with sources
// that have discovered the features already.
func answerValidateNode(c validateNodeCase) (any, error) {
	release, err := discovered(&c.Features)
	defer release()
	if err != nil {
		return nil, err
	}
	validator := nodevalidator.New(
		nodevalidator.WithArgs(&nodevalidator.Args{Tags: c.Tags}),
		nodevalidator.WithArtifactClient(fetched(c.Spec)),
	)
	sets, err := validator.Execute(context.Background())
	if err != nil {
		return validateNodeAnswer{Error: message(err)}, nil
	}
	text, err := json.Marshal(sets)
	if err != nil {
		return nil, err
	}
	output := string(text)
	return validateNodeAnswer{Output: &output}, nil
}

// fetched is the text of a spec, as an artifact client that reads it the way NFD's own reads a layer.
type fetched string

func (text fetched) FetchCompatibilitySpec(context.Context) (*compat.Spec, error) {
	spec := compat.Spec{}
	if err := yaml.Unmarshal([]byte(text), &spec); err != nil {
		return nil, err
	}
	return &spec, nil
}

// discovered makes features what NFD's sources have found, until the function it returns is called.
//
// A source answers for one domain, and hands out its record of the features: it is this record that is filled. For a
// domain that NFD has no source of, one is registered.
func discovered(features *nfd.Features) (release func(), err error) {
	var filled []*nfd.Features
	release = func() {
		for _, each := range filled {
			*each = *nfd.NewFeatures()
		}
	}
	record := func(domain string) *nfd.Features {
		if source.GetFeatureSource(domain) == nil {
			source.Register(&stub{domain, nfd.NewFeatures()})
		}
		found := source.GetFeatureSource(domain).GetFeatures()
		filled = append(filled, found)
		return found
	}
	return release, errors.Join(
		byDomain(features.Flags, func(domain, feature string, set nfd.FlagFeatureSet) {
			record(domain).Flags[feature] = set
		}),
		byDomain(features.Attributes, func(domain, feature string, set nfd.AttributeFeatureSet) {
			record(domain).Attributes[feature] = set
		}),
		byDomain(features.Instances, func(domain, feature string, set nfd.InstanceFeatureSet) {
			record(domain).Instances[feature] = set
		}),
	)
}

func byDomain[Set any](sets map[string]Set, put func(domain, feature string, set Set)) error {
	for key, set := range sets {
		domain, feature, dotted := strings.Cut(key, ".")
		if !dotted {
			return fmt.Errorf("no source discovers %q, which has no domain", key)
		}
		put(domain, feature, set)
	}
	return nil
}

// stub is a source of a domain that NFD has none of.
type stub struct {
	name  string
	found *nfd.Features
}

func (s *stub) Name() string               { return s.name }
func (s *stub) Discover() error            { return nil }
func (s *stub) GetFeatures() *nfd.Features { return s.found }
