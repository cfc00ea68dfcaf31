package org.longhaul.simulator.request.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.request.ArrivalContext;
import org.longhaul.simulator.request.Arrivals;
import org.longhaul.simulator.request.arrival.RegularArrivals;
import org.longhaul.simulator.request.service.SingleService;
import org.longhaul.simulator.timeline.TimelineSink;
import org.longhaul.simulator.workload.Begin;
import org.longhaul.simulator.workload.Compute;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.Gathered;
import org.longhaul.simulator.workload.Gathering;
import org.longhaul.simulator.workload.Operation;
import org.longhaul.simulator.workload.PendingExchange;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.WorkloadSource;
import org.longhaul.simulator.workload.execution.ExecutionSettings;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.simulator.workload.run.Bench;
import org.longhaul.simulator.workload.run.WorkloadExecutor;
import org.longhaul.topology.Topology;

/**
 * Requests of a client to one host as the steps of a job, a step for each arrival. It takes two workers for the host, one that
 * computes and one that is always ready to receive, and one for the clock; a step stays open until all of them have left it.
 */
final class RequestsAsSteps implements WorkloadSource {
    private static final int CLIENT = 0;
    private static final int HOST = 1;
    private static final int COMPUTER = 2;
    private static final int CLOCK = 3;

    private enum Kind {
        ARRIVAL,
        QUERY,
        COMPUTED,
        ANSWER
    }

    private record Pending(long step, int exchange, Kind kind, int request) {}

    private final int requests;
    private final long intervalNanos;
    private final long workNanos;
    private final List<Pending> pending = new ArrayList<>();
    private final List<Long> arrivals = new ArrayList<>();
    private final List<Long> latencies = new ArrayList<>();
    private List<Integer> heard = List.of();
    private long nowNanos;
    private int announced;

    private List<ExchangeSpec> exchanges = new ArrayList<>();
    private List<Operation> program = new ArrayList<>();

    RequestsAsSteps(int requests, long intervalNanos, long workNanos) {
        this.requests = requests;
        this.intervalNanos = intervalNanos;
        this.workNanos = workNanos;
    }

    @Override
    public boolean gathers() {
        return true;
    }

    @Override
    public void gathered(Gathered gathered) {
        nowNanos = gathered.nanos();
        heard = gathered.arrived();
    }

    @Override
    public @Nullable Step step(long index, long neededNanos) {
        exchanges = new ArrayList<>();
        program = new ArrayList<>();
        List<Pending> sent = new ArrayList<>();
        boolean isNextDue = index == 0;
        if (index > 0) {
            Pending arrived = pending.remove((int) heard.get(0));
            int request = arrived.request();
            switch (arrived.kind()) {
                case ARRIVAL -> {
                    arrivals.add(nowNanos);
                    sent.add(send(index, Kind.QUERY, request, CLIENT, HOST));
                    isNextDue = announced < requests;
                }
                case QUERY -> {
                    program.add(Compute.storage(List.of(COMPUTER), workNanos));
                    sent.add(send(index, Kind.COMPUTED, request, COMPUTER, HOST));
                }
                case COMPUTED -> sent.add(send(index, Kind.ANSWER, request, HOST, CLIENT));
                case ANSWER -> latencies.add(nowNanos - arrivals.get(request));
            }
        }
        if (isNextDue) {
            program.add(Compute.storage(List.of(CLOCK), intervalNanos));
            sent.add(send(index, Kind.ARRIVAL, announced++, CLOCK, CLIENT));
        }
        pending.addAll(sent);
        if (pending.isEmpty()) {
            return null;
        }
        List<PendingExchange> awaited = pending.stream()
                .map(each -> new PendingExchange(Math.toIntExact(index - each.step()), each.exchange()))
                .toList();
        return new Step(exchanges, program, new Gathering(awaited, 1, 1, Gathering.NONE, 0));
    }

    private Pending send(long step, Kind kind, int request, int from, int to) {
        exchanges.add(new ExchangeSpec(kind.name(), Pattern.BROADCAST, List.of(from, to), 0, 0, ExchangeSpec.AUTO));
        program.add(new Begin(exchanges.size() - 1));
        return new Pending(step, exchanges.size() - 1, kind, request);
    }

    /** Latency of each request, in the order of their answers: the host and its client are 10 ms apart. */
    List<Long> run() {
        Topology topology = Bench.star(2, "1 Gbit/s", Duration.ofMillis(10));
        int client = topology.hosts()[0];
        int host = topology.hosts()[1];
        new WorkloadExecutor(
                        Bench.network(topology, Bench.TRANSFERS),
                        new int[] {client, host, host, client},
                        Bench.stepTime(4, 0),
                        Collectives.withDefaults(),
                        ExecutionSettings.DEFAULT,
                        TimelineSink.NONE)
                .run(this, new ExecutionListener() {});
        return latencies;
    }

    /** The same as requests. */
    static List<Long> asRequests(int count, long intervalNanos, long workNanos) {
        RequestBench bench = new RequestBench(2, 1, RequestBench.constant(workNanos));
        Arrivals regular = new RegularArrivals()
                .create(
                        new RegularArrivals.Settings(1e9 / intervalNanos, null),
                        new ArrivalContext("", bench.topology(), Double.NaN, bench.streams()));
        RequestOutcome outcome = bench.run(
                bench.service(new SingleService(), new SingleService.Settings("host1")),
                regular,
                bench.contents(0, 0),
                count);
        return outcome.stream("service").requests().stream()
                .map(RequestResult::latencyNanos)
                .toList();
    }
}
