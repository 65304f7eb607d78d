// SPDX-License-Identifier: Apache-2.0

// channels: Go's channels and goroutines, unbuffered and with 64 and 256 places.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"
)

// What every queue carries: as large as a message of Axon.
type msg struct {
	kind, u uint64
}

type params struct {
	stages, workers, messages uint64
	capacity                  int
}

// A run gives nanoseconds and how many messages came in order.
type run func(p *params) (int64, uint64)

const (
	batch   = 64 // messages a source of fan_out puts into one channel before it goes on
	aliveAt = 1024
)

func source(n uint64, out chan<- msg) {
	for i := uint64(0); i < n; i++ {
		out <- msg{1, i}
	}
	close(out)
}

// Counts the messages that came in order.
func sink(in <-chan msg) uint64 {
	next := uint64(0)
	for m := range in {
		if m.u == next {
			next++
		}
	}
	return next
}

func pipe(p *params) (int64, uint64) {
	start := time.Now()
	link := make(chan msg, p.capacity)
	go source(p.messages, link)
	for i := uint64(1); i+1 < p.stages; i++ {
		out := make(chan msg, p.capacity)
		go func(in <-chan msg, out chan<- msg) {
			next := uint64(0)
			for m := range in {
				if m.u != next {
					panic("out of order")
				}
				next++
				out <- m
			}
			close(out)
		}(link, out)
		link = out
	}
	counted := sink(link)
	return time.Since(start).Nanoseconds(), counted
}

// A ring: everyone adds one to what passes.
func ring(n, rounds uint64, capacity int) (int64, uint64) {
	first := make(chan msg, capacity)
	link := first
	for i := uint64(1); i < n; i++ {
		out := make(chan msg, capacity)
		go func(in <-chan msg, out chan<- msg) {
			for m := range in {
				m.u++
				out <- m
			}
			close(out)
		}(link, out)
		link = out
	}
	hops := uint64(0)
	start := time.Now()
	for i := uint64(0); i < rounds; i++ {
		first <- msg{1, hops}
		m := <-link
		hops += n
		if m.u+1 != hops {
			panic("hops are missing")
		}
	}
	ns := time.Since(start).Nanoseconds()
	close(first)
	return ns, hops
}

func pingpong(p *params) (int64, uint64) {
	ns, hops := ring(2, p.messages, p.capacity)
	return ns, hops / 2
}

func token(p *params) (int64, uint64) {
	return ring(p.stages, p.messages/p.stages, p.capacity)
}

// At most aliveAt goroutines live at a time, as in axon bench.
func spawn(p *params) (int64, uint64) {
	ran := make([]uint64, 1024*8)
	var group sync.WaitGroup
	start := time.Now()
	for i := uint64(0); i < p.messages; {
		for k := 0; k < aliveAt && i < p.messages; k++ {
			group.Add(1)
			go func(count *uint64) {
				*count++
				group.Done()
			}(&ran[k*8])
			i++
		}
		group.Wait()
	}
	ns := time.Since(start).Nanoseconds()
	counted := uint64(0)
	for _, n := range ran {
		counted += n
	}
	return ns, counted
}

// Bytes of a goroutine that waits at a channel of its own, as "nanoseconds".
func idle(p *params) (int64, uint64) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	links := make([]chan msg, p.messages)
	for i := range links {
		links[i] = make(chan msg, p.capacity)
		go func(in <-chan msg) { <-in }(links[i])
	}
	for i := 0; i < 10; i++ {
		runtime.Gosched()
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	for _, link := range links {
		close(link)
	}
	return int64(after.Sys - before.Sys), p.messages
}

// All sources send into one channel: Go's own way to join them.
func fanIn(p *params) (int64, uint64) {
	n := p.stages
	in := make(chan msg, p.capacity)
	start := time.Now()
	for i := uint64(0); i < n; i++ {
		go func(i, share uint64) {
			for k := uint64(0); k < share; k++ {
				in <- msg{i + 1, k}
			}
		}(i, p.messages/n)
	}
	next := make([]uint64, n)
	counted := uint64(0)
	for i := uint64(0); i < p.messages/n*n; i++ {
		m := <-in
		if m.u == next[m.kind-1] {
			next[m.kind-1]++
			counted++
		}
	}
	return time.Since(start).Nanoseconds(), counted
}

func fanOut(p *params) (int64, uint64) {
	n := p.stages
	out := make([]chan msg, n)
	counted := make([]uint64, n)
	var group sync.WaitGroup
	start := time.Now()
	for i := range out {
		out[i] = make(chan msg, p.capacity)
		group.Add(1)
		go func(i int) {
			counted[i] = sink(out[i])
			group.Done()
		}(i)
	}
	sent := make([]uint64, n)
	for i := uint64(0); i < p.messages; i++ {
		to := i / batch % n
		out[to] <- msg{1, sent[to]}
		sent[to]++
	}
	for i := range out {
		close(out[i])
	}
	group.Wait()
	ns := time.Since(start).Nanoseconds()
	sum := uint64(0)
	for _, c := range counted {
		sum += c
	}
	return ns, sum
}

// As bench/skew.c has it.
func work(x uint64) uint64 {
	for i := 0; i < 1500; i++ {
		x = x*6364136223846793005 + 1
	}
	return x
}

var kept uint64

func skew(p *params) (int64, uint64) {
	steps := make([]uint64, p.stages*8)
	var group sync.WaitGroup
	start := time.Now()
	for i := uint64(0); i < p.stages; i++ {
		n := p.messages
		if i%2 == 0 && i/2 < 8 {
			n *= 20
		}
		group.Add(1)
		go func(x, n uint64, count *uint64) {
			for ; n > 0; n-- {
				x = work(x)
				*count++
				runtime.Gosched()
			}
			if x == 0 {
				kept = x
			}
			group.Done()
		}(i, n, &steps[i*8])
	}
	group.Wait()
	ns := time.Since(start).Nanoseconds()
	sum := uint64(0)
	for _, n := range steps {
		sum += n
	}
	return ns, sum
}

type workload struct {
	run run
	// Of nanoseconds and counted messages.
	figure func(ns, counted float64, p *params) float64
}

func each(ns, counted float64, p *params) float64 { return ns / counted }
func hops(ns, counted float64, p *params) float64 { return ns / counted / float64(p.stages-1) }
func rate(ns, counted float64, p *params) float64 { return counted / ns * 1e3 }
func secs(ns, counted float64, p *params) float64 { return ns / 1e9 }

var workloads = map[string]workload{
	"link": {pipe, rate}, "pipe": {pipe, hops}, "pingpong": {pingpong, each},
	"token": {token, each}, "spawn": {spawn, each}, "idle": {idle, each},
	"fan_in": {fanIn, rate}, "fan_out": {fanOut, rate}, "skew": {skew, secs},
}

var variants = map[string]int{"chan0": 0, "chan64": 64, "chan256": 256}

// Workloads without messages have one variant.
const routine = "routine"

func isOf(name, variant string) bool {
	bare := name == "spawn" || name == "idle" || name == "skew"
	return bare == (variant == routine)
}

func list() {
	for name := range workloads {
		for _, variant := range []string{"chan0", "chan64", "chan256", routine} {
			if isOf(name, variant) {
				fmt.Println(variant, name)
			}
		}
	}
}

func fail(text string) {
	fmt.Fprintln(os.Stderr, text)
	os.Exit(2)
}

func main() {
	if len(os.Args) < 3 {
		list()
		return
	}
	capacity, known := variants[os.Args[1]]
	load, found := workloads[os.Args[2]]
	if !(known || os.Args[1] == routine) || !found || !isOf(os.Args[2], os.Args[1]) {
		fail("there is no such run; without words all are listed")
	}
	p := params{stages: 10, workers: 1, messages: 1000, capacity: capacity}
	value := map[string]*uint64{"stages": &p.stages, "workers": &p.workers, "messages": &p.messages}
	for _, word := range os.Args[3:] {
		name, text, _ := strings.Cut(word, "=")
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil || value[name] == nil {
			fail("there is no parameter \"" + word + "\"")
		}
		*value[name] = n
	}
	runtime.GOMAXPROCS(int(p.workers))
	if os.Args[2] == "link" {
		p.stages = 2
	}
	ns, counted := load.run(&p)
	fmt.Printf("%.6g %d\n", load.figure(float64(ns), float64(counted), &p), counted)
}
