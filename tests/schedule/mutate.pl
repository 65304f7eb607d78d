#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# Makes mistakes on purpose: mutate.pl names MUTANTS             a line for each: name, kind, what
#                            mutate.pl check MUTANTS - TREE     dies unless each text stands once
#                            mutate.pl make MUTANTS NAME TREE   changes the files of a copied tree,
#                            and prints their names
use strict;
use warnings;

my ($command, $file, $name, $tree) = @ARGV;
open my $mutants, '<', $file or die "$file: $!\n";
my ($mutant, $path, $part, %text, %seen, @changed, @names, %kind, %what, $bad);

sub apply {
	open my $in, '<', "$tree/$path" or die "$path: $!\n";
	my $source = do { local $/; <$in> };
	close $in;
	my $pattern = join '\s+', map { quotemeta } split ' ', $text{from};
	my $n = () = $source =~ /$pattern/g;
	my $wrong = "mutant $mutant: its text stands $n times in $path, not once: adapt $file\n";
	if ($command eq 'check') {
		$bad++, warn $wrong if $n != 1;
		return;
	}
	die $wrong if $n != 1;
	$source =~ s/\s*$pattern/\n$text{to}/;
	open my $out, '>', "$tree/$path" or die "$path: $!\n";
	print $out $source;
	push @changed, $path unless $seen{$path}++;
}

while (<$mutants>) {
	if (/^mutant (\S+)\s+(.*)/) {
		$mutant = $1;
		push @names, $1;
		$what{$1} = $2;
	} elsif (/^kind (\S+)/) {
		$kind{$mutant} = $1;
	} elsif (/^in (\S+)/) {
		$path = $1;
	} elsif (/^(from|to)$/) {
		$part = $1;
		$text{$part} = '';
	} elsif (/^end$/) {
		apply() if $command eq 'check' || ($command eq 'make' && $mutant eq $name);
		undef $part;
	} elsif ($part) {
		$text{$part} .= $_;
	}
}
print "$_\n" for @changed;
if ($command eq 'names') {
	printf "%s\t%s\t%s\n", $_, $kind{$_} // '-', $what{$_} for @names;
}
die "there is no mutant $name in $file\n" if $command eq 'make' && !@changed;
exit 1 if $bad;
