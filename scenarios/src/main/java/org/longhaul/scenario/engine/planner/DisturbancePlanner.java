package org.longhaul.scenario.engine.planner;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;
import org.longhaul.scenario.Scenario;
import org.longhaul.scenario.engine.plan.DisturbancePlan;
import org.longhaul.scenario.engine.plan.JobPlan;
import org.longhaul.scenario.engine.plan.Made;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.file.Selection;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.scenario.section.BackgroundSection;
import org.longhaul.scenario.section.FaultSection;
import org.longhaul.scenario.section.JobSection;
import org.longhaul.simulator.collective.Collective;
import org.longhaul.simulator.collective.CollectiveFactory;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.fault.Fault;
import org.longhaul.simulator.fault.Recovery;
import org.longhaul.simulator.traffic.BackgroundFlows;
import org.longhaul.simulator.workload.Await;
import org.longhaul.simulator.workload.Begin;
import org.longhaul.simulator.workload.Compute;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.Operation;
import org.longhaul.simulator.workload.Phase;
import org.longhaul.simulator.workload.RunLengthTrace;
import org.longhaul.simulator.workload.Step;
import org.longhaul.topology.Topology;

/** Checks faults, other jobs and background traffic against the network and the methods. */
public final class DisturbancePlanner {
    private static final java.util.regex.Pattern SETTING = java.util.regex.Pattern.compile("^([a-z][A-Za-z]*)\\b");

    private final Stated stated;
    private final Topology topology;
    private final int[] workerNodes;
    private final List<MethodPlan> methods;
    private final long seed;
    private final YamlDocument.Findings findings;

    /**
     * What a file states.
     *
     * @param faults what fails or varies
     * @param faultsPath where they stand in the file
     * @param recovery what is done about failures
     * @param background other jobs and traffic
     * @param backgroundPath where they stand in the file
     */
    public record Stated(
            List<FaultSection> faults,
            String faultsPath,
            Recovery recovery,
            BackgroundSection background,
            String backgroundPath) {
        public Stated {
            faults = List.copyOf(faults);
        }
    }

    DisturbancePlanner(
            Scenario scenario,
            Topology topology,
            int[] workerNodes,
            List<MethodPlan> methods,
            long seed,
            YamlDocument.Findings findings) {
        this(
                new Stated(scenario.faults(), "faults", scenario.recovery(), scenario.background(), "background"),
                topology,
                workerNodes,
                methods,
                seed,
                findings);
    }

    /** A planner for a file without methods. */
    public DisturbancePlanner(Stated stated, Topology topology, long seed, YamlDocument.Findings findings) {
        this(stated, topology, new int[0], List.of(), seed, findings);
    }

    private DisturbancePlanner(
            Stated stated,
            Topology topology,
            int[] workerNodes,
            List<MethodPlan> methods,
            long seed,
            YamlDocument.Findings findings) {
        this.stated = stated;
        this.topology = topology;
        this.workerNodes = workerNodes;
        this.methods = methods;
        this.seed = seed;
        this.findings = findings;
    }

    /** The plan; what does not fit goes to the findings. */
    public DisturbancePlan plan() {
        List<Fault> faults = new ArrayList<>();
        Map<String, String> names = new HashMap<>();
        for (int i = 0; i < stated.faults().size(); i++) {
            String path = stated.faultsPath() + "[" + i + "]";
            Fault fault = stated.faults().get(i).fault();
            if (isNew(names, fault.name(), path)) {
                faults.add(fault);
                check(path, () -> fault.incidents(topology, new RandomStreams(seed))
                        .next());
            }
        }
        List<BackgroundFlows> flows = new ArrayList<>();
        names.clear();
        for (int i = 0; i < stated.background().flows().size(); i++) {
            String path = stated.backgroundPath() + ".flows[" + i + "]";
            BackgroundFlows flow = stated.background().flows().get(i).flows();
            if (isNew(names, flow.name(), path)) {
                flows.add(flow);
                check(path, () -> flow.traffic(topology, new RandomStreams(seed)));
            }
        }
        List<JobPlan> jobs = new ArrayList<>();
        names.clear();
        for (int i = 0; i < stated.background().jobs().size(); i++) {
            String path = stated.backgroundPath() + ".jobs[" + i + "]";
            JobSection section = stated.background().jobs().get(i);
            if (isNew(names, section.name(), path)) {
                JobPlan job = job(section, path);
                if (job != null) {
                    jobs.add(job);
                }
            }
        }
        return new DisturbancePlan(faults, stated.recovery(), jobs, flows);
    }

    private boolean isNew(Map<String, String> names, String name, String path) {
        String earlier = names.putIfAbsent(name, path);
        if (earlier != null) {
            findings.add(
                    path, "the name '" + name + "' is that of " + earlier + " too", "a name of its own: name: NAME");
        }
        return earlier == null;
    }

    /** A message that begins with the name of a setting belongs to that setting's line. */
    private void check(String path, Runnable making) {
        try {
            making.run();
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            java.util.regex.Matcher setting = SETTING.matcher(message);
            findings.add(setting.find() ? path + "." + setting.group(1) : path, message, null);
        } catch (UncheckedIOException e) {
            findings.add(path, String.valueOf(e.getMessage()), "a file that can be read");
        }
    }

    private @Nullable JobPlan job(JobSection section, String path) {
        MethodPlan replayed = null;
        if (section.replay() != null) {
            replayed = methods.stream()
                    .filter(method -> method.label().equals(section.replay()))
                    .findFirst()
                    .orElse(null);
            if (replayed == null) {
                List<String> labels = methods.stream().map(MethodPlan::label).toList();
                String hint = Spelling.hint(section.replay(), labels);
                findings.add(
                        path + ".replay",
                        "there is no method '" + section.replay() + "' in this scenario"
                                + (hint == null ? "" : "\nMaybe " + hint),
                        String.join(", ", labels));
                return null;
            }
        }
        if (replayed != null && replayed.training().participation() != null) {
            findings.add(
                    path + ".replay",
                    "the method '" + section.replay() + "' has a server and clients that come and go",
                    "a method in which all workers take part");
            return null;
        }
        if (replayed != null && replayed.training().asksNetwork()) {
            findings.add(
                    path + ".replay",
                    "what the method '" + section.replay()
                            + "' does depends on what its network answers, and a job that repeats it has nobody to ask",
                    "a method that asks nothing (under membership: one that waits for all), or stepTime, exchange and"
                            + " period");
            return null;
        }
        int[] nodes = nodes(section, path, replayed);
        if (nodes == null) {
            return null;
        }
        if (replayed != null) {
            return new JobPlan(
                    section, nodes, replayed.collectives(), new RunLengthTrace<>(List.of(), List.of()), replayed);
        }
        Collectives collectives = Collectives.withDefaults();
        Selection<CollectiveFactory<?>> chosen = section.collective();
        if (!chosen.id().equals(ExchangeSpec.AUTO)) {
            Collective collective = Made.collective(chosen);
            CollectivePlanner.check(collective, path + ".collective", topology, findings);
            collectives = collectives.with(collective);
        }
        return new JobPlan(section, nodes, collectives, cycle(section, nodes.length), null);
    }

    private int @Nullable [] nodes(JobSection section, String path, @Nullable MethodPlan replayed) {
        List<String> hosts = section.hosts();
        if (hosts == null) {
            return workerNodes.clone();
        }
        int workers = replayed == null ? hosts.size() : workerNodes.length;
        try {
            return Placement.of(topology, workers, hosts);
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            findings.add(path + ".hosts", message.replaceFirst("^placement ", "hosts "), null);
            return null;
        }
    }

    /** Stated steps without exchange, if there are any, and the one with it. */
    private static RunLengthTrace<Step> cycle(JobSection section, int workers) {
        List<Operation> computation = List.of(
                new Compute(Phase.FORWARD, List.of()),
                new Compute(Phase.BACKWARD, List.of()),
                new Compute(Phase.UPDATE, List.of()));
        Step quiet = new Step(List.of(), computation);
        long bytes = section.exchange() == null ? 0 : section.exchange().bytes();
        ExchangeSpec exchange = new ExchangeSpec(
                "exchange",
                Pattern.ALL_REDUCE,
                IntStream.range(0, workers).boxed().toList(),
                bytes,
                bytes,
                section.collective().id());
        Step loud = new Step(
                List.of(exchange),
                List.of(computation.get(0), computation.get(1), new Begin(0), new Await(0), computation.get(2)));
        Step last = workers > 1 ? loud : quiet;
        RunLengthTrace.Recorder<Step> cycle = new RunLengthTrace.Recorder<>();
        if (section.period() > 1) {
            cycle.add(quiet, section.period() - 1L);
        }
        cycle.add(last);
        return cycle.trace();
    }
}
