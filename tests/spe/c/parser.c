// SPDX-License-Identifier: Apache-2.0
/* parser: arithmetic in text, by descent: precedence, brackets, signs and mistakes. */
#include "result.h"

struct parser {
	const char *at;
	int wrong;
};

static int32_t sum(struct parser *p);

static int32_t atom(struct parser *p)
{
	int32_t value = 0;

	if (*p->at == '-') {
		p->at++;
		return -atom(p);
	}
	if (*p->at == '(') {
		p->at++;
		value = sum(p);
		p->wrong += *p->at != ')';
		p->at += *p->at == ')';
		return value;
	}
	p->wrong += *p->at < '0' || *p->at > '9';
	while (*p->at >= '0' && *p->at <= '9')
		value = value * 10 + (*p->at++ - '0');
	return value;
}

static int32_t product(struct parser *p)
{
	int32_t value = atom(p);

	while (*p->at == '*' || *p->at == '/' || *p->at == '%') {
		char what = *p->at++;
		int32_t other = atom(p);

		p->wrong += what != '*' && !other;
		if (what == '*')
			value *= other;
		else if (other)
			value = what == '/' ? value / other : value % other;
	}
	return value;
}

static int32_t sum(struct parser *p)
{
	int32_t value = product(p);

	while (*p->at == '+' || *p->at == '-') {
		char what = *p->at++;
		int32_t other = product(p);

		value = what == '+' ? value + other : value - other;
	}
	return value;
}

int program(uint64_t memory)
{
	static const char *const texts[] = { "1+2*3",	     "(1+2)*3", "-4*-(2-7)", "100/7%5",
					     "((((9))))",    "2*(3+",	"7/0",	     "1--1",
					     "12345*67-890", "8/3*3-8", "" };
	int wrong = 0;

	(void)memory;
	for (unsigned i = 0; i < 11; i++) {
		struct parser p = { texts[i], 0 };

		say(texts[i], (uint32_t)sum(&p));
		wrong += p.wrong + (*p.at != 0);
	}
	say("wrong", (uint32_t)wrong);
	return wrong;
}
