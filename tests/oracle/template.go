package main

import (
	"encoding/json"
	"reflect"
	"strings"
	texttemplate "text/template"

	"sigs.k8s.io/node-feature-discovery/pkg/apis/nfd/nodefeaturerule"
	"sigs.k8s.io/node-feature-discovery/pkg/apis/nfd/template"
)

type templateCase struct {
	Template string
	Data     json.RawMessage // by domain and feature, a list of matched elements
}

// templateAnswer says of an error whether it came while the template was read, run, or its output split into a map.
type templateAnswer struct {
	Output   *string           `json:"output"`
	Expanded map[string]string `json:"expanded"`
	Stage    *string           `json:"stage"`
	Error    *string           `json:"error"`
}

func answerTemplate(c templateCase) (any, error) {
	data, err := matchedFeatures(c.Data)
	if err != nil {
		return nil, err
	}
	helper, err := template.NewHelper(c.Template)
	if err != nil {
		return failed("parse", err), nil
	}
	output := strings.Builder{}
	if err := inner(helper).Execute(&output, data); err != nil {
		return failed("execute", err), nil
	}
	text := output.String()
	expanded, err := helper.ExpandMap(data)
	answer := templateAnswer{Output: &text, Expanded: expanded}
	if err != nil {
		stage := "expand"
		answer.Stage, answer.Error = &stage, message(err)
	}
	return answer, nil
}

func failed(stage string, err error) templateAnswer {
	return templateAnswer{Stage: &stage, Error: message(err)}
}

// inner is the template in NFD's helper, which itself shows no more than the map: the text before it was split says
// where two template engines part.
func inner(helper *template.Helper) *texttemplate.Template {
	return (*texttemplate.Template)(reflect.ValueOf(helper).Elem().FieldByName("template").UnsafePointer())
}

// matchedFeatures reads the data into NFD's own type, which it does not export but templates can ask for.
func matchedFeatures(text json.RawMessage) (any, error) {
	data := reflect.New(reflect.TypeOf(nodefeaturerule.MatchFeatureStatus{}.MatchedFeatures))
	if len(text) > 0 {
		if err := json.Unmarshal(text, data.Interface()); err != nil {
			return nil, err
		}
	}
	return data.Elem().Interface(), nil
}
