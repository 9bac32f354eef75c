// Every due of tests/data/dues.tsv, asked and compared:   due_vectors RULES VECTORS
package main

import (
	"bufio"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"thoihan.example/thoihan"
)

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// answer is what the library says, as the file writes it.
func answer(pack *thoihan.Pack, duty, facts, start string) string {
	time, err := thoihan.ParseTime(start)
	must(err)
	due, err := pack.Due(duty, strings.TrimPrefix(facts, "-"), time)
	must(err)
	provisional := "0"
	if due.Flags&thoihan.Provisional != 0 {
		provisional = "1"
	}
	fields := []string{thoihan.TimeText(due.Due), thoihan.TimeText(due.LateFrom), thoihan.DayText(due.DueDay), provisional}
	return strings.Join(fields, "\t")
}

func main() {
	vectors, err := os.Open(os.Args[2])
	must(err)
	packs := map[string]*thoihan.Pack{}
	agreed, differed := 0, 0
	for lines := bufio.NewScanner(vectors); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		field := strings.SplitN(lines.Text(), "\t", 5)
		if packs[field[0]] == nil {
			packs[field[0]], err = thoihan.OpenPack(filepath.Join(os.Args[1], field[0]))
			must(err)
		}
		if answer(packs[field[0]], field[1], field[2], field[3]) == field[4] {
			agreed++
		} else {
			differed++
			fmt.Fprintln(os.Stderr, "differs:", lines.Text())
		}
	}
	for _, pack := range packs {
		pack.Release()
	}
	fmt.Printf("%d dues agree, %d differ\n", agreed, differed)
	if agreed == 0 || differed > 0 {
		os.Exit(1)
	}
}
