// The oracle answers questions about NFD with NFD's own code: one case a line on standard input, one answer a line
// on standard output, in order. README.md beside this file lists the kinds of cases.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"k8s.io/klog/v2"
)

// kinds holds, for every kind of case, what answers it.
var kinds = map[string]func(line []byte) (any, error){
	"expression":       kind(answerExpression),
	"set":              kind(answerSet),
	"rule":             kind(answerRule),
	"grouprule":        kind(answerGroupRule),
	"rules":            kind(answerRules),
	"document":         kind(answerDocument),
	"template":         kind(answerTemplate),
	"validate":         kind(answerValidate),
	"validate_node":    kind(answerValidateNode),
	"kubectl_validate": kind(answerKubectlValidate),
	"kubectl_dryrun":   kind(answerKubectlDryRun),
	"scalar":           kind(answerScalar),
	"affinity":         kind(answerAffinity),
}

// kind makes an answer to a case of its own type into an answer to a line of JSON.
func kind[Case any](answer func(Case) (any, error)) func(line []byte) (any, error) {
	return func(line []byte) (any, error) {
		var c Case
		if err := json.Unmarshal(line, &c); err != nil {
			return nil, err
		}
		return answer(c)
	}
}

func main() {
	silence()
	if err := serve(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// silence drops what NFD logs: all that an answer says comes from what its functions return.
func silence() {
	flags := flag.NewFlagSet("klog", flag.ContinueOnError)
	klog.InitFlags(flags)
	_ = flags.Set("logtostderr", "false")
	_ = flags.Set("stderrthreshold", "FATAL")
	klog.SetOutput(io.Discard)
}

func serve(in io.Reader, out io.Writer) error {
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			if _, err := out.Write(append(answer(line), '\n')); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// answer never fails: a case that cannot be asked is answered by `invalid`, a panic of NFD's by `panic`.
func answer(line []byte) []byte {
	var envelope struct {
		Kind   string
		Repeat int
	}
	if err := json.Unmarshal(line, &envelope); err != nil {
		return encode(map[string]string{"invalid": err.Error()})
	}
	ask, known := kinds[envelope.Kind]
	if !known {
		return encode(map[string]string{"invalid": fmt.Sprintf("no kind of case is called %q", envelope.Kind)})
	}
	if envelope.Repeat > 0 {
		return encode(distinct(envelope.Repeat, func() []byte { return once(ask, line) }))
	}
	return once(ask, line)
}

// once asks from the line anew each time, so that no answer depends on what an earlier one left in its maps.
func once(ask func([]byte) (any, error), line []byte) (answer []byte) {
	defer func() {
		if fault := recover(); fault != nil {
			answer = encode(map[string]string{"panic": fmt.Sprint(fault)})
		}
	}()
	result, err := ask(line)
	if err != nil {
		return encode(map[string]string{"invalid": err.Error()})
	}
	return encode(result)
}

func encode(value any) []byte {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return text
}

// message is an error as JSON: its text, or null.
func message(err error) *string {
	if err == nil {
		return nil
	}
	text := err.Error()
	return &text
}
