package main

import (
	"fmt"

	"sigs.k8s.io/yaml"

	compat "sigs.k8s.io/node-feature-discovery/api/image-compatibility/v1alpha1"
	nfd "sigs.k8s.io/node-feature-discovery/api/nfd/v1alpha1"
	custom "sigs.k8s.io/node-feature-discovery/source/custom/api"
)

type documentCase struct {
	Type   string
	Text   string
	Base64 []byte // instead of the text, where it is not UTF-8
}

type documentAnswer struct {
	Document any     `json:"document"`
	Error    *string `json:"error"`
}

// readers read a document as NFD reads one of its type: by the sigs.k8s.io/yaml that NFD is built with.
var readers = map[string]func(text []byte) (any, error){
	"NodeFeatureRule":        read[nfd.NodeFeatureRule],
	"NodeFeatureGroup":       read[nfd.NodeFeatureGroup],
	"NodeFeature":            read[nfd.NodeFeature],
	"ImageCompatibilitySpec": read[compat.Spec],
	"custom":                 readCustom,
	"any":                    readAny,
}

func answerDocument(c documentCase) (any, error) {
	reader, known := readers[c.Type]
	if !known {
		return nil, fmt.Errorf("no document is of type %q", c.Type)
	}
	text := c.Base64
	if text == nil {
		text = []byte(c.Text)
	}
	document, err := reader(text)
	if err != nil {
		document = nil
	}
	return documentAnswer{document, message(err)}, nil
}

func read[Document any](text []byte) (any, error) {
	var document Document
	err := yaml.Unmarshal(text, &document)
	return document, err
}

// readCustom reads a file of custom.d: strictly, in the custom source's own syntax, then as rules of the API.
func readCustom(text []byte) (any, error) {
	var rules []custom.Rule
	if err := yaml.UnmarshalStrict(text, &rules); err != nil {
		return nil, err
	}
	converted := make([]nfd.Rule, len(rules))
	for i := range rules {
		if err := custom.ConvertRuleToV1alpha1(&rules[i], &converted[i]); err != nil {
			return nil, err
		}
	}
	return map[string]any{"rules": rules, "converted": converted}, nil
}

// readAny reads a document of no type, as the text of the JSON that stands between YAML and every other type.
func readAny(text []byte) (any, error) {
	converted, err := yaml.YAMLToJSON(text)
	return string(converted), err
}
