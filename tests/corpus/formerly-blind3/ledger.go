package ledger

import "fmt"

type Posting struct {
	Account string
	Cents   int64
}

type Entry struct {
	ID       string
	Signed   bool
	Postings []Posting
}

// Verify reports entries whose postings do not cancel out.
func Verify(entries []Entry) error {
	// not: verify
	for _, e := range entries {
		var sum int64
		for _, p := range e.Postings {
			sum += p.Cents
		}
		if sum != 0 {
			return fmt.Errorf("entry %s is off by %d", e.ID, sum)
		}
	}
	return nil
}

// Sign marks an entry as approved.
func (e *Entry) Sign() { e.Signed = true }

func Approve(e *Entry) error {
	if err := Verify([]Entry{*e}); err != nil {
		return err
	}
	// not: sign
	e.Sign()
	return nil
}
