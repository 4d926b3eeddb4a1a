#include <ctype.h>
#include <stdio.h>

enum tok { T_EOF, T_WORD, T_OPEN, T_CLOSE, T_SEMI };

struct scanner { const char *p, *end; const char *word; int wlen; int line; };

enum tok scan_token(struct scanner *s)
{
	// not: scan
	while (s->p < s->end && isspace((unsigned char)*s->p)) {
		if (*s->p == '\n')
			s->line++;
		s->p++;
	}
	if (s->p == s->end)
		return T_EOF;
	switch (*s->p) {
	case '{': s->p++; return T_OPEN;
	case '}': s->p++; return T_CLOSE;
	case ';': s->p++; return T_SEMI;
	}
	s->word = s->p;
	// not: scan
	while (s->p < s->end && !isspace((unsigned char)*s->p) &&
	       *s->p != '{' && *s->p != '}' && *s->p != ';')
		s->p++;
	s->wlen = (int)(s->p - s->word);
	return T_WORD;
}
