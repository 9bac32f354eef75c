// The story of examples/c/report_story.c:   report_story PACK ACTS DATABASE
package main

import (
	"bufio"
	"fmt"
	"log"
	"os"

	"thoihan.example/thoihan"
)

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	must(thoihan.Check())
	pack, err := thoihan.OpenPack(os.Args[1])
	must(err)
	defer pack.Release()
	fmt.Printf("%s, %s\n", pack.ID(), pack.Version())

	received, err := thoihan.ParseTime("2024-04-26T16:00")
	must(err)
	due, err := pack.Due("forward", "", received)
	must(err)
	fmt.Printf("forward: due %s, late from %s\n", thoihan.TimeText(due.Due), thoihan.TimeText(due.LateFrom))
	why, err := pack.Explain("forward", "", received)
	must(err)
	fmt.Println(why)

	store, err := thoihan.OpenStore(os.Args[3])
	must(err)
	defer store.Close()
	must(store.UsePack(pack))
	acts, err := os.Open(os.Args[2])
	must(err)
	defer acts.Close()
	for lines := bufio.NewScanner(acts); lines.Scan(); {
		answer, err := store.Apply(lines.Text())
		if err != nil {
			answer = err.Error()
		}
		fmt.Println(answer)
	}

	now, err := thoihan.ParseTime("2024-05-08T08:00")
	must(err)
	late, err := store.Tick(now)
	must(err)
	fmt.Print("late:\n", late)
}
