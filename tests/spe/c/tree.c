// SPDX-License-Identifier: Apache-2.0
/* tree: a binary tree that keeps its balance by random priorities: Seidel and Aragon, 1989. */
#include "result.h"

struct node {
	struct node *child[2];
	uint32_t key;
	uint32_t priority;
};

static struct node pool[256];

static struct node *lifted(struct node *root, int side)
{
	struct node *up = root->child[side];

	root->child[side] = up->child[!side];
	up->child[!side] = root;
	return up;
}

static struct node *inserted(struct node *root, struct node *new)
{
	int side;

	if (!root)
		return new;
	if (root->key == new->key)
		return root;
	side = new->key > root->key;
	root->child[side] = inserted(root->child[side], new);
	return root->child[side]->priority > root->priority ? lifted(root, side) : root;
}

static uint32_t in_order(const struct node *root, uint32_t sum)
{
	if (!root)
		return sum;
	sum = mix(in_order(root->child[0], sum), root->key);
	return in_order(root->child[1], sum);
}

static int depth(const struct node *root)
{
	int left, right;

	if (!root)
		return 0;
	left = depth(root->child[0]);
	right = depth(root->child[1]);
	return 1 + (left > right ? left : right);
}

int program(uint64_t memory)
{
	struct node *root = 0;
	uint32_t state = 1989;

	(void)memory;
	for (int i = 0; i < 256; i++) {
		pool[i].key = next_random(&state) % 1000;
		pool[i].priority = next_random(&state);
		root = inserted(root, &pool[i]);
	}
	say("in order", in_order(root, 0));
	say("depth", (uint32_t)depth(root));
	say("root", root->key);
	return depth(root);
}
