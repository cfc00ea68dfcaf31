package org.longhaul.simulator.request.run;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.fault.Fault;
import org.longhaul.simulator.fault.Recovery;
import org.longhaul.simulator.fault.model.Maintenance;
import org.longhaul.simulator.random.SizeDistribution;
import org.longhaul.simulator.request.ArrivalContext;
import org.longhaul.simulator.request.ArrivalModel;
import org.longhaul.simulator.request.Arrivals;
import org.longhaul.simulator.request.HostPower;
import org.longhaul.simulator.request.Preparation;
import org.longhaul.simulator.request.Request;
import org.longhaul.simulator.request.RequestContents;
import org.longhaul.simulator.request.Service;
import org.longhaul.simulator.request.ServiceContext;
import org.longhaul.simulator.request.ServiceModel;
import org.longhaul.simulator.request.Work;
import org.longhaul.simulator.request.WorkModel;
import org.longhaul.simulator.request.arrival.OneAtATime;
import org.longhaul.simulator.request.arrival.PoissonArrivals;
import org.longhaul.simulator.workload.execution.NetworkSetup;
import org.longhaul.simulator.workload.run.Bench;
import org.longhaul.simulator.workload.run.RunConditions;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.DataSize;

/** Small runs of requests for tests: hosts around a switch, on which nothing is counted but what is stated. */
public final class RequestBench {

    static final long MILLI = 1_000_000;
    public static final long SECOND = 1000 * MILLI;

    private final Topology topology;
    private final RandomStreams streams;
    private final WorkModel work;

    public RequestBench(int hosts, long seed, WorkModel work) {
        this.topology = Bench.star(hosts, "1 Gbit/s", Duration.ofMillis(10));
        this.streams = new RandomStreams(seed);
        this.work = work;
    }

    /** The same work for every request. */
    public static WorkModel constant(long nanos) {
        return constant(Work.ofNanos(nanos));
    }

    /** The same work for every request. */
    public static WorkModel constant(Work work) {
        return new WorkModel() {
            @Override
            public Work of(Request request) {
                return mean();
            }

            @Override
            public Work mean(double read, double written) {
                return work;
            }
        };
    }

    Topology topology() {
        return topology;
    }

    int host(int number) {
        return topology.hosts()[number];
    }

    RandomStreams streams() {
        return streams;
    }

    HostPower power() {
        double[] rates = new double[topology.nodeCount()];
        Arrays.fill(rates, 1e12);
        return HostPower.of(topology, rates, 1);
    }

    public ServiceContext context(String name) {
        return new ServiceContext(
                name,
                topology,
                Routings.shortestLatency(topology),
                List.of(host(0)),
                power(),
                work,
                0,
                streams,
                Preparation.NONE);
    }

    public <S extends Record> Service service(ServiceModel<S> model, S settings) {
        return model.create(settings, context("service"));
    }

    /** Small questions and answers from the first host. */
    RequestContents contents(long queryBytes, long answerBytes) {
        return new RequestContents(
                topology,
                List.of(host(0)),
                SizeDistribution.constant(DataSize.ofBytes(queryBytes)),
                SizeDistribution.constant(DataSize.ofBytes(answerBytes)),
                null,
                null,
                "",
                streams);
    }

    Arrivals poisson(String name, double perSecond) {
        return arrivals(new PoissonArrivals(), new PoissonArrivals.Settings(perSecond, null), name);
    }

    Arrivals oneAtATime() {
        return arrivals(new OneAtATime(), new OneAtATime.Settings(Duration.ZERO), "");
    }

    private <S extends Record> Arrivals arrivals(ArrivalModel<S> model, S settings, String name) {
        return model.create(settings, new ArrivalContext(name, topology, Double.NaN, streams));
    }

    NetworkSetup network(String model) {
        return Bench.network(topology, model);
    }

    RunConditions with(Fault... faults) {
        return new RunConditions(List.of(faults), Recovery.DEFAULT, List.of(), List.of(), streams);
    }

    /** A host is down for a time. */
    Fault down(int host, Duration from, Duration length) {
        return Fault.of(
                new Maintenance(),
                new Maintenance.Settings(
                        from,
                        length,
                        null,
                        List.of(),
                        List.of(topology.node(host(host)).id()),
                        List.of(),
                        Duration.ZERO));
    }

    public RequestOutcome run(Service service, Arrivals arrivals, RequestContents contents, long count) {
        return run(with(), new RequestStream("service", service, arrivals, contents, count));
    }

    RequestOutcome run(RunConditions conditions, RequestStream... streamsOfRun) {
        return new RequestRun(network(Bench.ANALYTIC), power(), 16, conditions, List.of(streamsOfRun)).run();
    }
}
