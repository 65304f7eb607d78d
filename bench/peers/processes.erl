%% SPDX-License-Identifier: Apache-2.0
%% processes: Erlang's processes. Mailboxes are unbounded, so a source keeps no more than a window of
%% messages on their way: the sink tells it after every half window.
-module(processes).
-export([main/0, main/1]).

-define(WINDOW, 512).

%% erl ... -run processes main WORKLOAD NAME=VALUE...
main() ->
	[io:format("process ~s~n", [Name]) || {Name, _, _} <- workloads()],
	halt(0).

main(["process", Name | Words]) ->
	case lists:keyfind(Name, 1, workloads()) of
		{_, Run, Figure} ->
			P = maps:from_list([word(W) || W <- Words]),
			{Ns, Counted} = Run(P),
			io:format("~.6f ~B~n", [float(Figure(Ns, Counted, P)), Counted]),
			halt(0);
		false ->
			main(none)
	end;
main(_) ->
	io:format(standard_error, "there is no such run; without words all are listed~n", []),
	halt(2).

word(Word) ->
	[Name, Value] = string:split(Word, "="),
	{list_to_atom(Name), list_to_integer(Value)}.

workloads() ->
	Each = fun(Ns, Counted, _) -> Ns / Counted end,
	Hops = fun(Ns, Counted, P) -> Ns / Counted / (stages(P) - 1) end,
	Rate = fun(Ns, Counted, _) -> Counted / Ns * 1.0e3 end,
	[
		{"pipe", fun pipe/1, Hops},
		{"pingpong", fun pingpong/1, Each},
		{"token", fun token/1, Each},
		{"spawn", fun spawn_all/1, Each},
		{"idle", fun idle/1, Each},
		{"fan_in", fun fan_in/1, Rate},
		{"fan_out", fun fan_out/1, Rate}
	].

stages(P) -> maps:get(stages, P, 10).
messages(P) -> maps:get(messages, P, 1000).

%% Runs Fun in a process with a heap of its own; {nanoseconds, what it gave}.
timed(Fun) ->
	Self = self(),
	spawn_link(fun() ->
		Start = erlang:monotonic_time(nanosecond),
		Counted = Fun(),
		Self ! {timed, erlang:monotonic_time(nanosecond) - Start, Counted}
	end),
	receive {timed, Ns, Counted} -> {Ns, Counted} end.

%% ---- pipe -------------------------------------------------------------------------------------

pipe(P) ->
	N = messages(P),
	timed(fun() ->
		Self = self(),
		Sink = spawn_link(fun() -> sink(0, N, Self) end),
		First = stages(stages(P) - 2, Sink),
		source(0, N, ?WINDOW, First),
		finished()
	end).

stages(0, Next) -> Next;
stages(K, Next) -> stages(K - 1, spawn_link(fun() -> stage(0, Next) end)).

stage(I, Next) ->
	receive {msg, I} = Msg ->
		Next ! Msg,
		stage(I + 1, Next)
	end.

source(N, N, _, _) -> ok;
source(I, N, 0, To) ->
	receive credit -> source(I, N, ?WINDOW div 2, To) end;
source(I, N, Credit, To) ->
	To ! {msg, I},
	source(I + 1, N, Credit - 1, To).

sink(N, N, Source) -> Source ! {finished, N};
sink(I, N, Source) ->
	receive {msg, I} -> ok end,
	give_credit(I + 1, Source),
	sink(I + 1, N, Source).

give_credit(I, Source) when I rem (?WINDOW div 2) =:= 0 -> Source ! credit;
give_credit(_, _) -> ok.

finished() ->
	receive
		credit -> finished();
		{finished, N} -> N
	end.

%% ---- rings ------------------------------------------------------------------------------------

pingpong(P) ->
	{Ns, Hops} = ring(2, messages(P)),
	{Ns, Hops div 2}.

token(P) -> ring(stages(P), messages(P) div stages(P)).

ring(N, Rounds) ->
	timed(fun() ->
		First = relays(N - 1, self()),
		rounds(Rounds, N, 0, First)
	end).

relays(0, Next) -> Next;
relays(K, Next) -> relays(K - 1, spawn_link(fun() -> relay(Next) end)).

relay(Next) ->
	receive {msg, U} ->
		Next ! {msg, U + 1},
		relay(Next)
	end.

rounds(0, _, Hops, _) -> Hops;
rounds(Left, N, Hops, First) ->
	Expected = Hops + N - 1,
	First ! {msg, Hops},
	receive {msg, Expected} -> rounds(Left - 1, N, Hops + N, First) end.

%% ---- making and ending ------------------------------------------------------------------------

%% At most 1,024 live at a time.
spawn_all(P) ->
	timed(fun() -> spawn_batches(messages(P), 0) end).

spawn_batches(0, Counted) -> Counted;
spawn_batches(Left, Counted) ->
	N = min(Left, 1024),
	Self = self(),
	start(N, fun() -> Self ! ended end),
	spawn_batches(Left - N, Counted + ended(N)).

start(0, _) -> ok;
start(K, Fun) -> spawn(Fun), start(K - 1, Fun).

ended(N) -> ended(N, 0).
ended(0, Sum) -> Sum;
ended(N, Sum) -> receive ended -> ended(N - 1, Sum + 1) end.

%% Bytes of a process that waits, in the place of nanoseconds.
idle(P) ->
	N = messages(P),
	Before = erlang:memory(total),
	Pids = [spawn(fun() -> receive {msg, _} -> ok end end) || _ <- lists:seq(1, N)],
	After = erlang:memory(total),
	[Pid ! {msg, 0} || Pid <- Pids],
	{After - Before - N * 2 * erlang:system_info(wordsize), N}.

%% ---- fans -------------------------------------------------------------------------------------

fan_in(P) ->
	N = stages(P),
	Share = messages(P) div N,
	timed(fun() ->
		Self = self(),
		[spawn_link(fun() -> source(0, Share, ?WINDOW, Self, {from, self()}) end)
			|| _ <- lists:seq(1, N)],
		gather(Share * N, #{})
	end).

source(N, N, _, _, _) -> ok;
source(I, N, 0, To, Mark) ->
	receive credit -> source(I, N, ?WINDOW div 2, To, Mark) end;
source(I, N, Credit, To, {from, Self} = Mark) ->
	To ! {msg, Self, I},
	source(I + 1, N, Credit - 1, To, Mark).

gather(0, Next) -> lists:sum(maps:values(Next));
gather(Left, Next) ->
	receive {msg, From, I} ->
		I = maps:get(From, Next, 0),
		give_credit(I + 1, From),
		gather(Left - 1, Next#{From => I + 1})
	end.

%% 64 messages to each sink in turn; a sink that has a window of them is waited for.
fan_out(P) ->
	N = stages(P),
	timed(fun() ->
		Self = self(),
		Sinks = [spawn_link(fun() -> taker(0, Self) end) || _ <- lists:seq(1, N)],
		deal(messages(P), [{Sink, 0} || Sink <- Sinks], [])
	end).

taker(I, Source) ->
	receive
		{msg, I} -> taker(I + 1, Source);
		flush -> Source ! flushed, taker(I, Source);
		stop -> Source ! {finished, I}
	end.

deal(0, Sinks, Done) ->
	All = Sinks ++ Done,
	[Sink ! stop || {Sink, _} <- All],
	lists:sum([finished() || _ <- All]);
deal(Left, [], Done) -> deal(Left, lists:reverse(Done), []);
deal(Left, [{Sink, I} | Sinks], Done) ->
	N = min(Left, 64),
	send(I, I + N, Sink),
	wait_for(I + N, Sink),
	deal(Left - N, Sinks, [{Sink, I + N} | Done]).

send(N, N, _) -> ok;
send(I, N, Sink) ->
	Sink ! {msg, I},
	send(I + 1, N, Sink).

wait_for(I, Sink) when I rem ?WINDOW =:= 0 ->
	Sink ! flush,
	receive flushed -> ok end;
wait_for(_, _) -> ok.
