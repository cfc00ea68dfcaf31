package org.longhaul.simulator.workload.run;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.longhaul.simulator.collective.Collective;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.compute.ComputeModels;
import org.longhaul.simulator.compute.PhaseShares;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.NetworkModel;
import org.longhaul.simulator.network.NetworkModels;
import org.longhaul.simulator.network.flow.FlowModel;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.simulator.timeline.TimelineSink;
import org.longhaul.simulator.workload.Await;
import org.longhaul.simulator.workload.Begin;
import org.longhaul.simulator.workload.Compute;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.Operation;
import org.longhaul.simulator.workload.Phase;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.WorkloadSource;
import org.longhaul.simulator.workload.execution.ExecutionSettings;
import org.longhaul.simulator.workload.execution.NetworkSetup;
import org.longhaul.simulator.workload.result.Blockage;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.simulator.workload.result.ExecutionResult;
import org.longhaul.simulator.workload.result.StalledWorkloadException;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.build.Topologies;
import org.longhaul.topology.unit.Bandwidth;

/** Small networks, workloads and runs for tests. */
public final class Bench {

    public static final String ANALYTIC = "analytic";
    public static final String PACKET = "packet";
    /** The flow network without anything of TCP. */
    public static final String FLUID = "fluid";
    /** The alpha-beta network, but every transfer of a collective is simulated. */
    public static final String TRANSFERS = "transfers";

    private Bench() {}

    /** Hosts around one switch; the latency is that between two hosts. */
    public static Topology star(int hosts, String bandwidth, Duration hostToHost) {
        return Topologies.star(hosts, Bandwidth.parse(bandwidth), hostToHost.dividedBy(2));
    }

    /** A registered model under its defaults, {@link #FLUID} or {@link #TRANSFERS}. */
    public static NetworkSetup network(Topology topology, String model) {
        if (model.equals(TRANSFERS)) {
            return transferByTransfer(topology);
        }
        EventLoop loop = new EventLoop();
        Routing routing = Routings.shortestLatency(topology);
        NetworkContext context = new NetworkContext(topology, routing, loop, new RandomStreams(1));
        if (model.equals(FLUID)) {
            Network fluid = new FlowModel().create(FlowSettings.fluid(), context);
            return new NetworkSetup(topology, routing, loop, fluid, false);
        }
        NetworkModel<?> registered = NetworkModels.byId(model);
        return new NetworkSetup(
                topology, routing, loop, registered.createDefault(context), registered.closedFormCollectives());
    }

    /** {@link #FLUID}, {@link #TRANSFERS} and every registered model but the one that costs by the packet. */
    public static Stream<String> models() {
        Stream<String> registered = NetworkModels.all().stream().map(NetworkModel::id);
        return Stream.concat(Stream.of(TRANSFERS, FLUID), registered.filter(id -> !id.equals(PACKET)));
    }

    public static NetworkSetup transferByTransfer(Topology topology) {
        NetworkSetup analytic = network(topology, ANALYTIC);
        return new NetworkSetup(analytic.topology(), analytic.routing(), analytic.loop(), analytic.network(), false);
    }

    /** What kept a run from finishing, in words. */
    public static List<String> blockages(StalledWorkloadException stalled) {
        return stalled.stall().blockages().stream().map(Blockage::words).toList();
    }

    /** Processor time of this thread: what a run costs, however busy the machine is. */
    public static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    public static int[] firstHosts(Topology topology, int workers) {
        int[] nodes = new int[workers];
        System.arraycopy(topology.hosts(), 0, nodes, 0, workers);
        return nodes;
    }

    public static ComputeModel stepTime(int workers, long stepNanos) {
        long[] nanos = new long[workers];
        Arrays.fill(nanos, stepNanos);
        return ComputeModels.ofStepTime(nanos, PhaseShares.DEFAULT);
    }

    public static List<Integer> workers(int count) {
        List<Integer> workers = new ArrayList<>();
        for (int w = 0; w < count; w++) {
            workers.add(w);
        }
        return workers;
    }

    public static ExchangeSpec allReduce(String label, int workers, long bytes, String collective) {
        return new ExchangeSpec(label, Pattern.ALL_REDUCE, workers(workers), bytes, bytes, collective);
    }

    /** Forward, backward, the exchanges one after the other, update. */
    public static Step synchronous(ExchangeSpec... exchanges) {
        List<Operation> program = new ArrayList<>();
        program.add(new Compute(Phase.FORWARD, List.of()));
        program.add(new Compute(Phase.BACKWARD, List.of()));
        for (int i = 0; i < exchanges.length; i++) {
            program.add(new Begin(i));
        }
        for (int i = 0; i < exchanges.length; i++) {
            program.add(new Await(i));
        }
        program.add(new Compute(Phase.UPDATE, List.of()));
        return new Step(List.of(exchanges), program);
    }

    /** The same step a number of times. */
    public static WorkloadSource repeat(Step step, long steps) {
        return (index, needed) -> index < steps ? step : null;
    }

    /** Local steps, and the other one as the last of every period. */
    public static WorkloadSource periodic(Step local, Step exchange, long period, long steps) {
        return (index, needed) -> index >= steps ? null : (index + 1) % period == 0 ? exchange : local;
    }

    public static ExecutionResult run(NetworkSetup network, int workers, ComputeModel compute, WorkloadSource source) {
        return run(network, workers, compute, source, ExecutionSettings.DEFAULT, new ExecutionListener() {});
    }

    public static ExecutionResult run(
            NetworkSetup network,
            int workers,
            ComputeModel compute,
            WorkloadSource source,
            ExecutionSettings settings,
            ExecutionListener listener) {
        return run(network, workers, compute, source, settings, listener, TimelineSink.NONE);
    }

    /** Seconds of one exchange on an idle network; the collective takes the place of the registered one of its id. */
    public static double seconds(NetworkSetup network, Collective collective, Pattern pattern, int ranks, long bytes) {
        ExchangeSpec exchange = new ExchangeSpec("test", pattern, workers(ranks), bytes, bytes, collective.id());
        ExecutionResult result = new WorkloadExecutor(
                        network,
                        firstHosts(network.topology(), ranks),
                        stepTime(ranks, 0),
                        Collectives.withDefaults().with(collective),
                        ExecutionSettings.DEFAULT,
                        TimelineSink.NONE)
                .run(repeat(synchronous(exchange), 1), new ExecutionListener() {});
        return result.elapsedNanos() * 1e-9;
    }

    public static ExecutionResult run(
            NetworkSetup network,
            int workers,
            ComputeModel compute,
            WorkloadSource source,
            ExecutionSettings settings,
            ExecutionListener listener,
            TimelineSink timeline) {
        return new WorkloadExecutor(
                        network,
                        firstHosts(network.topology(), workers),
                        compute,
                        Collectives.withDefaults(),
                        settings,
                        timeline)
                .run(source, listener);
    }
}
