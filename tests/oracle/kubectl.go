package main

import (
	"io"
	"os"
	"path/filepath"

	kubectlnfd "sigs.k8s.io/node-feature-discovery/pkg/kubectl-nfd"
)

// kubectlAnswer holds what a command of kubectl-nfd prints, in Go's random order where it goes over a map, and the
// errors that it then returns.
type kubectlAnswer struct {
	Printed string   `json:"printed"`
	Errors  []string `json:"errors"`
}

type kubectlValidateCase struct {
	Rules string // the text of a NodeFeatureRule
}

func answerKubectlValidate(c kubectlValidateCase) (any, error) {
	return inFiles(func(paths []string) []error { return kubectlnfd.ValidateNFR(paths[0]) }, c.Rules)
}

type kubectlDryRunCase struct {
	Rules    string // the text of a NodeFeatureRule
	Features string // the text of a NodeFeature
}

func answerKubectlDryRun(c kubectlDryRunCase) (any, error) {
	return inFiles(func(paths []string) []error { return kubectlnfd.DryRun(paths[0], paths[1]) }, c.Rules, c.Features)
}

// inFiles runs a command on files of the given texts and catches what it prints, which goes to os.Stdout.
func inFiles(command func(paths []string) []error, texts ...string) (any, error) {
	folder, err := os.MkdirTemp("", "oracle-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	var paths []string
	for i, text := range texts {
		path := filepath.Join(folder, string(rune('a'+i)))
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return nil, err
		}
		paths = append(paths, path)
	}
	printed, err := os.Create(filepath.Join(folder, "printed"))
	if err != nil {
		return nil, err
	}
	defer printed.Close()
	errs := printingTo(printed, func() []error { return command(paths) })
	return kubectlAnswerOf(printed, errs)
}

func printingTo(file *os.File, command func() []error) []error {
	stdout := os.Stdout
	defer func() { os.Stdout = stdout }()
	os.Stdout = file
	return command()
}

func kubectlAnswerOf(printed *os.File, errs []error) (any, error) {
	if _, err := printed.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	text, err := io.ReadAll(printed)
	if err != nil {
		return nil, err
	}
	answer := kubectlAnswer{Printed: string(text), Errors: []string{}}
	for _, each := range errs {
		answer.Errors = append(answer.Errors, each.Error())
	}
	return answer, nil
}
