package org.longhaul.study.chakra;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.AtomicFiles;
import org.longhaul.scenario.engine.plan.BucketChooser;
import org.longhaul.scenario.engine.plan.ComputeTimes;
import org.longhaul.scenario.engine.plan.Made;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.plan.TrainingFacts;
import org.longhaul.scenario.engine.plan.TrainingPlan;
import org.longhaul.scenario.engine.workload.StepBuilder;
import org.longhaul.scenario.replay.Replay;
import org.longhaul.scenario.replay.ReplayPlan;
import org.longhaul.scenario.run.UnitProgress;
import org.longhaul.scenario.section.Stragglers;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.topology.Topology;

/**
 * Writes recorded trainings as execution traces of MLCommons Chakra: for each method and seed the files {@code NAME.RANK.et}, and
 * {@code NAME.groups.json} with the ranks of each group, as ASTRA-sim takes them.
 *
 * <p>A training is written as it is charged: bytes, buckets and compute times are those of the scenario, whose network is no part of
 * the trace. Compute times are exact in an attribute of ours, and in whole microseconds in the format's own field, whose sums do not
 * drift.
 */
public final class TraceExport {
    private static final long MOST_NODES = 200_000_000;

    private final Replay replay;
    private final ReplayPlan plan;

    /** Exports a run under changes for which its trainings serve. */
    public TraceExport(Replay replay, ReplayPlan plan) {
        this.replay = replay;
        this.plan = plan;
    }

    /**
     * Writes all methods under all seeds, or none.
     *
     * @param directory absent or empty
     * @param labels methods to be written; empty for all
     * @param heard hears what is written
     * @return names of the traces
     * @throws InvalidTraceException if a method cannot be a trace, with the reason
     */
    public List<String> write(Path directory, List<String> labels, Consumer<String> heard) throws IOException {
        RunPlan run = plan.plan();
        List<MethodPlan> chosen = run.methods().stream()
                .filter(method -> labels.isEmpty() || labels.contains(method.label()))
                .toList();
        for (MethodPlan method : chosen) {
            for (long seed : run.seeds()) {
                requireExpressible(method, plan.training(method, seed));
            }
        }
        requireEmpty(directory);
        Path target = directory.toAbsolutePath().normalize();
        Path folder = target.resolveSibling(target.getFileName() + ".tmp");
        AtomicFiles.delete(folder);
        Files.createDirectories(folder);
        try {
            List<String> names = new ArrayList<>();
            for (MethodPlan method : chosen) {
                for (long seed : run.seeds()) {
                    String name = name(method, seed);
                    heard.accept("Writing " + name + " ...");
                    write(folder, name, method, seed);
                    names.add(name);
                }
            }
            Files.deleteIfExists(target);
            Files.move(folder, target, StandardCopyOption.ATOMIC_MOVE);
            return names;
        } catch (IOException | RuntimeException e) {
            AtomicFiles.delete(folder);
            throw e;
        }
    }

    private static void requireEmpty(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                if (files.findAny().isPresent()) {
                    throw new InvalidTraceException(directory + " is not empty\nMaybe choose another with --out");
                }
            }
        } else if (Files.exists(directory)) {
            throw new InvalidTraceException(directory + " is a file; traces need a directory of their own");
        }
    }

    private static String name(MethodPlan method, long seed) {
        String label = method.label()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
        return String.format(Locale.ROOT, "%02d-%s-seed%d", method.index() + 1, label, seed);
    }

    private void requireExpressible(MethodPlan method, UnitProgress training) {
        String why = null;
        if (method.training().asksNetwork()) {
            why = "it asks the network who was heard or who is there, and goes on accordingly; the dependencies of an"
                    + " execution trace are fixed";
        } else if (!training.isOver()) {
            why = "the network brought it to a halt after " + training.steps() + " steps";
        } else if (training.steps() == 0) {
            why = "it did no step";
        } else if (hosts(method).stream().distinct().count() < method.training().participants()) {
            why = "several of its ranks compute in turn on one host, which a trace of single ranks cannot say";
        }
        if (why != null) {
            throw new InvalidTraceException(
                    method.label() + " cannot be exported: " + why + "\nMaybe name those that can, with --method");
        }
    }

    private List<String> hosts(MethodPlan method) {
        Topology topology = plan.plan().topology();
        return Arrays.stream(plan.plan().nodes(method))
                .mapToObj(node -> topology.node(node).id())
                .toList();
    }

    private void write(Path folder, String name, MethodPlan method, long seed) throws IOException {
        UnitProgress training = plan.training(method, seed);
        RankPrograms programs = new RankPrograms(
                method, compute(method, seed, plan.plan().scenario().stragglers()));
        if (programs.nodes(training.trace(), builder(method, seed)) > MOST_NODES) {
            throw new InvalidTraceException(method.label() + " cannot be exported: it would have more than "
                    + MOST_NODES + " nodes\nMaybe export a run of fewer steps");
        }
        programs.write(folder, name, origin(method, seed, training).json(), training.trace(), builder(method, seed));
    }

    private TraceOrigin origin(MethodPlan method, long seed, UnitProgress training) {
        Path scenario = Path.of(replay.manifest().scenarioFile());
        boolean namesFiles = !replay.manifest().inputs().isEmpty();
        return new TraceOrigin(
                TraceOrigin.FORMAT,
                replay.manifest().id(),
                replay.fingerprint(),
                method.label(),
                method.index(),
                seed,
                method.training().participants(),
                method.training().participation() == null ? List.of() : hosts(method),
                training.steps(),
                training.trace().steps(),
                task(method.training()),
                method.measures().item(),
                method.measures().headlineId(),
                training.diverged(),
                training.evaluations(),
                namesFiles && scenario.getParent() != null
                        ? scenario.getParent().toString()
                        : "",
                plan.document().text());
    }

    private static String task(TrainingPlan training) {
        return Made.model(training).task().id();
    }

    private StepBuilder builder(MethodPlan method, long seed) {
        return new StepBuilder(
                method.projection(),
                method.policy(),
                new BucketChooser(plan.plan(), method, compute(method, seed, null)));
    }

    private ComputeModel compute(MethodPlan method, long seed, @Nullable Stragglers stragglers) {
        TrainingPlan training = method.training().withSeed(seed);
        return ComputeTimes.of(method, stragglers, new RandomStreams(seed), m -> replay.manifest()
                .measuredNanos()
                .getOrDefault(TrainingFacts.measurement(training), 0L));
    }
}
