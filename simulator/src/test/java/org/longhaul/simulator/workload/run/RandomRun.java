package org.longhaul.simulator.workload.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.collective.LibraryProfile;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.compute.ComputeModels;
import org.longhaul.simulator.compute.PhaseShares;
import org.longhaul.simulator.compute.StragglerModel;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.fault.Direction;
import org.longhaul.simulator.fault.Fault;
import org.longhaul.simulator.fault.Recovery;
import org.longhaul.simulator.fault.model.BackgroundTraffic;
import org.longhaul.simulator.fault.model.CorrelatedOutages;
import org.longhaul.simulator.fault.model.Diurnal;
import org.longhaul.simulator.fault.model.LinkOutages;
import org.longhaul.simulator.fault.model.Maintenance;
import org.longhaul.simulator.fault.model.NodeCrashes;
import org.longhaul.simulator.fault.model.Partition;
import org.longhaul.simulator.fault.model.SiteOutages;
import org.longhaul.simulator.fault.model.SlowNodes;
import org.longhaul.simulator.random.DurationDistribution;
import org.longhaul.simulator.random.SizeDistribution;
import org.longhaul.simulator.timeline.BoundedTimeline;
import org.longhaul.simulator.traffic.BackgroundFlows;
import org.longhaul.simulator.traffic.GreedyFlows;
import org.longhaul.simulator.traffic.OnOffFlows;
import org.longhaul.simulator.traffic.PoissonTransfers;
import org.longhaul.simulator.workload.Await;
import org.longhaul.simulator.workload.Begin;
import org.longhaul.simulator.workload.Compute;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.Operation;
import org.longhaul.simulator.workload.Phase;
import org.longhaul.simulator.workload.ReleasePoint;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.WorkloadSource;
import org.longhaul.simulator.workload.execution.ExecutionSettings;
import org.longhaul.simulator.workload.execution.NetworkSetup;
import org.longhaul.simulator.workload.result.ExecutionResult;
import org.longhaul.simulator.workload.result.StalledWorkloadException;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.build.Topologies;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

/** A random job on a random network under random faults, all from one seed. */
public final class RandomRun {

    private static final long MILLI = 1_000_000;
    private static final String[] COLLECTIVES = {
        "ring", "all-to-all", "recursive-halving-doubling", "parameter-server", "binary-tree", "auto"
    };

    public final Topology topology;
    public final String model;
    final int workers;
    final ComputeModel compute;
    final WorkloadSource source;
    public final RunConditions conditions;
    final int channels;
    private final Random random;

    /** Outcome of a run: a result or a diagnosis, and all that was reported on the way. */
    public record Outcome(
            @Nullable ExecutionResult result,
            @Nullable StalledWorkloadException stalled,
            RepetitionTest.Transcript transcript,
            BoundedTimeline timeline,
            CountingNetwork network,
            long nowNanos) {}

    public RandomRun(long seed, List<String> models, boolean hasOthers) {
        random = new Random(seed);
        topology = randomTopology();
        model = models.get(random.nextInt(models.size()));
        workers = 2 + random.nextInt(Math.min(5, topology.hosts().length - 1));
        boolean isSmall = model.equals(Bench.PACKET);
        channels = 1 + random.nextInt(2);
        long[] stepNanos = new long[workers];
        Arrays.setAll(stepNanos, w -> (50 + random.nextInt(300)) * MILLI);
        if (random.nextBoolean()) {
            Arrays.fill(stepNanos, stepNanos[0]);
        }
        ComputeModel steady = ComputeModels.ofStepTime(stepNanos, new PhaseShares(0.3, 0.6, 0.1));
        compute = random.nextInt(4) > 0
                ? steady
                : ComputeModels.withStragglers(steady, StragglerModel.occasional(new RandomStreams(seed), 0.05, 1.5));
        source = randomSource(isSmall);
        conditions = new RunConditions(
                randomFaults(),
                randomRecovery(),
                hasOthers ? randomJobs() : List.of(),
                hasOthers ? randomFlows() : List.of(),
                new RandomStreams(seed));
    }

    public Outcome run(boolean recognises) {
        return run(recognises, LibraryProfile.LOCKSTEP);
    }

    Outcome run(boolean recognises, LibraryProfile library) {
        NetworkSetup plain = Bench.network(topology, model);
        CountingNetwork network = new CountingNetwork(plain.network(), topology.nodeCount());
        NetworkSetup setup =
                new NetworkSetup(topology, plain.routing(), plain.loop(), network, plain.closedFormCollectives());
        RepetitionTest.Transcript transcript = new RepetitionTest.Transcript();
        BoundedTimeline timeline = BoundedTimeline.firstSpans(400);
        WorkloadExecutor executor = new WorkloadExecutor(
                setup,
                Bench.firstHosts(topology, workers),
                compute,
                Collectives.withDefaults(),
                new ExecutionSettings(channels, 1000, 1, 5, recognises).withLibrary(library),
                timeline,
                conditions);
        try {
            ExecutionResult result = executor.run(
                    (index, needed) -> {
                        transcript.asked.add(index + " at " + needed);
                        return source.step(index, needed);
                    },
                    transcript);
            return new Outcome(
                    result, null, transcript, timeline, network, plain.loop().nowNanos());
        } catch (StalledWorkloadException e) {
            return new Outcome(
                    null, e, transcript, timeline, network, plain.loop().nowNanos());
        }
    }

    private Topology randomTopology() {
        Bandwidth access = Bandwidth.ofMegabitsPerSecond(200 + random.nextInt(800));
        Bandwidth wide = Bandwidth.ofMegabitsPerSecond(50 + random.nextInt(200));
        Duration near = Duration.ofNanos(1000L + random.nextInt(100_000));
        Duration far = Duration.ofNanos(1_000_000L + random.nextInt(20_000_000));
        return switch (random.nextInt(4)) {
            case 0 -> Topologies.star(3 + random.nextInt(4), access, near);
            case 1 -> Topologies.twoSites(2 + random.nextInt(2), access, near, wide, far);
            case 2 -> Topologies.ringOfSites(3 + random.nextInt(2), 1 + random.nextInt(2), access, near, wide, far);
            default -> Topologies.leafSpine(2 + random.nextInt(2), 2, 2, access, near);
        };
    }

    private WorkloadSource randomSource(boolean isSmall) {
        int steps = isSmall ? 30 : 20 + random.nextInt(60);
        int most = isSmall ? 200_000 : 2_000_000;
        Step[] kinds = new Step[3];
        for (int i = 0; i < kinds.length; i++) {
            kinds[i] = randomStep(i == 0 ? 0 : 1 + random.nextInt(2), most);
        }
        int period = 1 + random.nextInt(8);
        int run = 1 + random.nextInt(12);
        return (index, needed) -> index >= steps ? null : kinds[index % period != 0 ? 0 : 1 + (int) (index / run) % 2];
    }

    private Step randomStep(int count, int mostBytes) {
        List<ExchangeSpec> exchanges = new ArrayList<>();
        List<ReleasePoint> releases = new ArrayList<>();
        List<Operation> program = new ArrayList<>(List.of(new Compute(Phase.FORWARD, List.of())));
        for (int i = 0; i < count; i++) {
            String collective = COLLECTIVES[random.nextInt(COLLECTIVES.length)];
            exchanges.add(Bench.allReduce("e" + i, workers, 1000 + random.nextInt(mostBytes), collective));
            releases.add(new ReleasePoint((i + 1.0) / count, i));
        }
        boolean isBucketed = random.nextBoolean();
        program.add(new Compute(Phase.BACKWARD, isBucketed ? releases : List.of()));
        for (int i = 0; i < count && !isBucketed; i++) {
            program.add(new Begin(i));
        }
        for (int i = 0; i < count; i++) {
            program.add(new Await(i));
        }
        program.add(new Compute(Phase.UPDATE, List.of()));
        return new Step(exchanges, program);
    }

    private DurationDistribution time(long millis) {
        Duration typical = Duration.ofMillis(millis / 2 + random.nextInt((int) millis));
        return switch (random.nextInt(4)) {
            case 0 -> DurationDistribution.exponential(typical);
            case 1 -> DurationDistribution.weibull(typical, 0.7);
            case 2 -> DurationDistribution.logNormal(typical, 1);
            default -> DurationDistribution.constant(typical);
        };
    }

    private Duration moment() {
        return Duration.ofMillis(random.nextInt(8000));
    }

    private List<Fault> randomFaults() {
        List<Fault> faults = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            Fault fault = randomFault();
            faults.add(new Fault(fault.name() + "-" + i, fault.model(), fault.settings()));
        }
        return faults;
    }

    private Fault randomFault() {
        List<String> all = List.of("*");
        Duration restart = Duration.ofMillis(random.nextInt(1500));
        Set<String> sites = new TreeSet<>();
        topology.nodes().stream().map(Node::site).filter(s -> s != null).forEach(sites::add);
        String host = topology.node(topology.hosts()[random.nextInt(workers)]).id();
        String link =
                topology.links().get(random.nextInt(topology.links().size())).id();
        Duration from = moment();
        Duration until = random.nextInt(4) == 0 ? null : from.plusMillis(1 + random.nextInt(4000));
        return switch (random.nextInt(9)) {
            case 0 ->
                Fault.of(new LinkOutages(), new LinkOutages.Settings(time(8000), time(800), List.of(link), List.of()));
            case 1 ->
                Fault.of(
                        new NodeCrashes(),
                        new NodeCrashes.Settings(time(9000), time(700), restart, List.of(), List.of()));
            case 2 ->
                Fault.of(
                        new SlowNodes(),
                        random.nextBoolean()
                                ? new SlowNodes.Settings(1.7, List.of(host), List.of(), from, until, null, null)
                                : new SlowNodes.Settings(
                                        2.5, List.of(), List.of(), Duration.ZERO, null, time(2000), time(900)));
            case 3 ->
                Fault.of(
                        new Diurnal(),
                        new Diurnal.Settings(
                                0.2,
                                0.9,
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(7),
                                Duration.ofMillis(400),
                                all,
                                List.of(),
                                Direction.BOTH));
            case 4 ->
                Fault.of(
                        new BackgroundTraffic(),
                        new BackgroundTraffic.Settings(
                                BackgroundTraffic.ShareProcess.ON_OFF,
                                0.6,
                                time(500),
                                time(1500),
                                0.1,
                                Duration.ofSeconds(1),
                                Duration.ofMillis(100),
                                List.of(link),
                                List.of(),
                                Direction.FORWARD));
            case 5 -> Fault.of(new Partition(), new Partition.Settings(List.of(List.of(host)), from, until));
            case 6 ->
                Fault.of(
                        new Maintenance(),
                        new Maintenance.Settings(
                                from,
                                Duration.ofMillis(1 + random.nextInt(900)),
                                random.nextBoolean() ? Duration.ofSeconds(3) : null,
                                List.of(link),
                                List.of(),
                                List.of(),
                                restart));
            case 7 ->
                sites.isEmpty()
                        ? Fault.of(new LinkOutages(), new LinkOutages.Settings(time(20_000), time(500), all, List.of()))
                        : Fault.of(new SiteOutages(), new SiteOutages.Settings(time(9000), time(600), restart, all));
            default ->
                Fault.of(
                        new CorrelatedOutages(),
                        new CorrelatedOutages.Settings(
                                time(6000),
                                time(500),
                                0.5,
                                CorrelatedOutages.Sharing.LISTED,
                                List.of(new CorrelatedOutages.Group("duct", List.of(link), List.of(host))),
                                restart));
        };
    }

    private Recovery randomRecovery() {
        Recovery recovery = Recovery.DEFAULT.withGiveUpAfter(Duration.ofSeconds(30 + random.nextInt(600)));
        if (random.nextBoolean()) {
            recovery = recovery.withRerouting(
                    Recovery.Rerouting.SHORTEST_PATH, Duration.ofMillis(random.nextInt(3) * 300L));
        }
        if (random.nextBoolean()) {
            recovery = recovery.withRetries(
                    Duration.ofMillis(100 + random.nextInt(900)),
                    Duration.ofMillis(random.nextInt(300)),
                    2,
                    Duration.ofSeconds(2),
                    random.nextInt(12));
        }
        return recovery;
    }

    private List<BackgroundJob> randomJobs() {
        if (random.nextBoolean()) {
            return List.of();
        }
        Step step = Bench.synchronous(Bench.allReduce("other", 2, 500_000, "ring"));
        return List.of(new BackgroundJob(
                "other",
                Bench.firstHosts(topology, 2),
                Bench.stepTime(2, 100 * MILLI),
                Collectives.withDefaults(),
                ExecutionSettings.DEFAULT,
                Bench.repeat(step, random.nextBoolean() ? 5 : Long.MAX_VALUE)));
    }

    private List<BackgroundFlows> randomFlows() {
        int[] hosts = topology.hosts();
        List<String> from = List.of(topology.node(hosts[0]).id());
        List<String> to = List.of(topology.node(hosts[hosts.length - 1]).id());
        return switch (random.nextInt(4)) {
            case 0 ->
                List.of(BackgroundFlows.of(
                        new GreedyFlows(), new GreedyFlows.Settings(from, to, 2, DataSize.parse("3 MB"), moment())));
            case 1 ->
                List.of(BackgroundFlows.of(
                        new OnOffFlows(),
                        new OnOffFlows.Settings(
                                from,
                                to,
                                Bandwidth.ofMegabitsPerSecond(40),
                                Duration.ofMillis(200),
                                time(700),
                                time(700))));
            case 2 ->
                List.of(BackgroundFlows.of(
                        new PoissonTransfers(),
                        new PoissonTransfers.Settings(
                                from,
                                to,
                                Duration.ofMillis(300),
                                SizeDistribution.logNormal(DataSize.parse("300 kB"), 1),
                                4)));
            default -> List.of();
        };
    }
}
