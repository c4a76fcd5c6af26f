// The registry of go-containerregistry, the one of `crane registry serve`, which has no switch for its API of referrers.
//
//	go-containerregistry [-referrers] ADDRESS
package main

import (
	"flag"
	"io"
	"log"
	"net/http"

	"github.com/google/go-containerregistry/pkg/registry"
)

func main() {
	referrers := flag.Bool("referrers", false, "serve the API of referrers")
	flag.Parse()
	quiet := registry.Logger(log.New(io.Discard, "", 0))
	log.Fatal(http.ListenAndServe(flag.Arg(0), registry.New(registry.WithReferrersSupport(*referrers), quiet)))
}
