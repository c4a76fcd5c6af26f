package main

import (
	"fmt"
	"regexp"
	"strconv"

	"github.com/Masterminds/semver/v3"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/validation"
)

// scalarCase asks what one text is to the library that NFD hands it to.
type scalarCase struct {
	Function string
	Text     string
	Pattern  string // of the function regexp
}

type scalarAnswer struct {
	Value any      `json:"value"`
	Error *string  `json:"error"`
	All   []string `json:"errors,omitempty"` // where a validation gives several
}

func answerScalar(c scalarCase) (any, error) {
	switch c.Function {
	case "atoi":
		return scalar(strconv.Atoi(c.Text))
	case "semver":
		return scalar(version(c.Text))
	case "regexp":
		return scalar(search(c.Pattern, c.Text))
	case "quantity":
		return scalar(quantity(c.Text))
	case "qualified_name":
		return verdict(validation.IsQualifiedName(c.Text))
	case "label_value":
		return verdict(validation.IsValidLabelValue(c.Text))
	case "dns1123_label":
		return verdict(validation.IsDNS1123Label(c.Text))
	case "dns1123_subdomain":
		return verdict(validation.IsDNS1123Subdomain(c.Text))
	default:
		return nil, fmt.Errorf("no function %q of a scalar", c.Function)
	}
}

func scalar(value any, err error) (any, error) {
	if err != nil {
		return scalarAnswer{Error: message(err)}, nil
	}
	return scalarAnswer{Value: value}, nil
}

func verdict(errs []string) (any, error) {
	return scalarAnswer{Value: len(errs) == 0, All: errs}, nil
}

type versionParts struct {
	Major      uint64 `json:"major"`
	Minor      uint64 `json:"minor"`
	Patch      uint64 `json:"patch"`
	Prerelease string `json:"prerelease"`
	Metadata   string `json:"metadata"`
}

func version(text string) (any, error) {
	v, err := semver.NewVersion(text)
	if err != nil {
		return nil, err
	}
	return versionParts{v.Major(), v.Minor(), v.Patch(), v.Prerelease(), v.Metadata()}, nil
}

func search(pattern, text string) (any, error) {
	compiled, err := regexp.Compile(pattern)
	if err != nil {
		return nil, err
	}
	return compiled.MatchString(text), nil
}

// quantity is written canonically, which is how Kubernetes stores it.
func quantity(text string) (any, error) {
	parsed, err := resource.ParseQuantity(text)
	if err != nil {
		return nil, err
	}
	return parsed.String(), nil
}
