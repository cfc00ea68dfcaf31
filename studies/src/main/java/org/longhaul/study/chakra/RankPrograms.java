package org.longhaul.study.chakra;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.workload.StepBuilder;
import org.longhaul.scenario.trace.StepEvents;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.workload.Await;
import org.longhaul.simulator.workload.Begin;
import org.longhaul.simulator.workload.Compute;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.Operation;
import org.longhaul.simulator.workload.Phase;
import org.longhaul.simulator.workload.ReleasePoint;
import org.longhaul.simulator.workload.RunLengthTrace;
import org.longhaul.simulator.workload.Step;
import tools.jackson.databind.json.JsonMapper;

/**
 * The steps of a training as the nodes of each rank.
 *
 * <p>A rank computes one thing after another: each computation depends on the one before it and on the exchanges that were awaited
 * between them; an exchange depends on the same, and nothing on it until it is awaited, so that what overlapped overlaps. A backward
 * pass is cut where a bucket of gradients leaves it. Where exchanges are awaited at the end of a step, an empty computation joins
 * them.
 */
final class RankPrograms {
    private static final int BYTES_OF_A_VALUE = 4;

    private final MethodPlan method;
    private final ComputeModel compute;
    private final int ranks;
    private final RankWriter[] writers;
    private final Map<List<Integer>, String> groups = new LinkedHashMap<>();
    /** Ids of the nodes of exchanges, by rank and exchange, of the last steps: the present one first. */
    private final List<long[][]> recent = new ArrayList<>();

    private int place;
    private long exchanges;

    RankPrograms(MethodPlan method, ComputeModel compute) {
        this.method = method;
        this.compute = compute;
        this.ranks = method.training().participants();
        this.writers = new RankWriter[ranks];
        List<Integer> everyone = new ArrayList<>();
        for (int rank = 0; rank < ranks; rank++) {
            everyone.add(rank);
        }
        groups.put(everyone, "0");
    }

    /** About how many nodes there will be. @throws InvalidTraceException if a step cannot be said in nodes */
    double nodes(RunLengthTrace<StepEvents> trace, StepBuilder builder) {
        double sum = 0;
        for (RunLengthTrace.Run run : trace.sequence()) {
            Step step = builder.build(trace.dictionary().get(run.step())).step();
            long operations = 0;
            for (Operation operation : step.program()) {
                if (operation instanceof Compute computation) {
                    if (computation.phase() == Phase.STORAGE) {
                        throw new InvalidTraceException(
                                method.label()
                                        + " cannot be exported: it writes checkpoints to storage, for which a trace has no time");
                    }
                    operations += 1 + 2L * computation.releases().size();
                } else {
                    operations += operation instanceof Begin ? 1 : 0;
                }
            }
            sum += (double) operations * ranks * run.count();
        }
        return sum;
    }

    void write(Path folder, String name, String origin, RunLengthTrace<StepEvents> trace, StepBuilder builder)
            throws IOException {
        int kept = 1
                + trace.dictionary().stream()
                        .map(each -> builder.build(each).step())
                        .flatMap(step -> step.program().stream())
                        .mapToInt(operation -> operation instanceof Await await ? await.stepsAgo() : 0)
                        .max()
                        .orElse(0);
        try {
            for (int rank = 0; rank < ranks; rank++) {
                Path file = folder.resolve(name + "." + rank + ".et");
                writers[rank] = new RankWriter(new ChakraOutput(file, rank == 0 ? origin : ""));
            }
            long index = 0;
            for (RunLengthTrace.Run run : trace.sequence()) {
                Step step = builder.build(trace.dictionary().get(run.step())).step();
                for (long i = 0; i < run.count(); i++) {
                    step(step, index++, kept);
                }
            }
        } finally {
            for (RankWriter writer : writers) {
                if (writer != null) {
                    writer.out.close();
                }
            }
        }
        Map<String, List<Integer>> byName = new LinkedHashMap<>();
        groups.forEach((members, group) -> byName.put(group, members));
        Files.writeString(
                folder.resolve(name + ".groups.json"),
                JsonMapper.shared().writeValueAsString(byName) + "\n",
                StandardCharsets.UTF_8);
    }

    private void step(Step step, long index, int kept) throws IOException {
        long[][] ids = new long[ranks][step.exchanges().size()];
        recent.add(0, ids);
        if (recent.size() > kept) {
            recent.remove(kept);
        }
        place = 0;
        for (RankWriter writer : writers) {
            writer.begin(index);
        }
        for (Operation operation : step.program()) {
            if (operation instanceof Compute computation) {
                compute(computation, step, index);
            } else if (operation instanceof Begin begin) {
                exchange(step.exchanges().get(begin.exchange()), begin.exchange(), null);
            } else if (operation instanceof Await await) {
                await(await);
            }
            place++;
        }
        for (RankWriter writer : writers) {
            writer.join(place);
        }
    }

    private void compute(Compute computation, Step step, long index) throws IOException {
        long[] nanos = new long[ranks];
        long[] done = new long[ranks];
        boolean[] computes = new boolean[ranks];
        for (int rank = 0; rank < ranks; rank++) {
            computes[rank] = computation.includes(rank);
            if (computes[rank]) {
                nanos[rank] = writers[rank].share(
                        computation.phase(), phaseNanos(computation.phase(), rank, index), computation.share());
            }
        }
        for (ReleasePoint release : computation.releases()) {
            ExchangeSpec exchange = step.exchanges().get(release.exchange());
            for (int rank : exchange.workers()) {
                if (computes[rank]) {
                    long until = Math.round(release.fraction() * nanos[rank]);
                    piece(computation, rank, until - done[rank], nanos[rank]);
                    done[rank] = until;
                }
            }
            place++;
            exchange(exchange, release.exchange(), computes);
            place++;
        }
        for (int rank = 0; rank < ranks; rank++) {
            if (computes[rank]) {
                piece(computation, rank, nanos[rank] - done[rank], nanos[rank]);
            }
        }
    }

    private long phaseNanos(Phase phase, int rank, long step) {
        return switch (phase) {
            case FORWARD -> compute.forwardNanos(rank, step);
            case BACKWARD -> compute.backwardNanos(rank, step);
            case UPDATE -> compute.updateNanos(rank, step);
            case STORAGE -> throw new IllegalArgumentException("storage takes a time of its own");
        };
    }

    private void piece(Compute computation, int rank, long nanos, long whole) throws IOException {
        if (nanos <= 0) {
            return;
        }
        ChakraNode node = new ChakraNode();
        node.type = NodeType.COMP_NODE;
        node.name = computation.phase().name().toLowerCase(Locale.ROOT);
        node.nanos = nanos;
        double operations =
                switch (computation.phase()) {
                    case FORWARD -> method.charged().forwardFlops();
                    case BACKWARD -> method.charged().backwardFlops();
                    default -> 0;
                };
        if (operations > 0) {
            node.operations = Math.round(operations * computation.share() * nanos / whole);
            node.tensorBytes = method.charged().elements() * BYTES_OF_A_VALUE;
        }
        writers[rank].compute(node, place);
    }

    /** @param ready ranks that have come to it; null for all */
    private void exchange(ExchangeSpec exchange, int number, boolean @Nullable [] ready) throws IOException {
        List<Integer> members = exchange.workers();
        List<Integer> ascending = members.stream().sorted().toList();
        boolean isLetter = exchange.pattern() == Pattern.BROADCAST && members.size() == 2;
        long tag = exchanges++ & Integer.MAX_VALUE;
        String group = isLetter ? "" : groups.computeIfAbsent(ascending, each -> Integer.toString(groups.size()));
        for (int i = 0; i < members.size(); i++) {
            int rank = members.get(i);
            if (ready != null && !ready[rank]) {
                continue;
            }
            ChakraNode node = new ChakraNode();
            node.name = exchange.label();
            node.label = exchange.label();
            node.bytes = bytes(exchange, i);
            node.tag = tag;
            node.group = group;
            if (isLetter) {
                node.type = i == 0 ? NodeType.COMM_SEND_NODE : NodeType.COMM_RECV_NODE;
                node.source = members.get(0);
                node.target = members.get(1);
            } else {
                node.type = NodeType.COMM_COLL_NODE;
                node.collective = CollectiveType.of(exchange.pattern());
                node.root = hasRoot(exchange.pattern()) ? members.get(0) : ChakraNode.UNSAID;
            }
            recent.get(0)[rank][number] = writers[rank].exchange(node, place);
        }
    }

    static boolean hasRoot(Pattern pattern) {
        return switch (pattern) {
            case REDUCE, BROADCAST, GATHER, SCATTER -> true;
            case ALL_REDUCE, ALL_GATHER, REDUCE_SCATTER, ALL_TO_ALL -> false;
        };
    }

    /** What the node of a member says: of an exchange in parts its own, else the vector. */
    private static long bytes(ExchangeSpec exchange, int member) {
        return switch (exchange.pattern()) {
            case ALL_GATHER, GATHER, SCATTER ->
                exchange.parts().isEmpty()
                        ? exchange.bytes() / exchange.workers().size()
                        : exchange.parts().get(member);
            default -> exchange.bytes();
        };
    }

    private void await(Await await) {
        if (await.stepsAgo() >= recent.size()) {
            return;
        }
        long[][] ids = recent.get(await.stepsAgo());
        for (int rank = 0; rank < ranks; rank++) {
            if (await.exchange() < ids[rank].length && ids[rank][await.exchange()] > 0 && await.includes(rank)) {
                writers[rank].await(ids[rank][await.exchange()]);
            }
        }
    }

    /** Where a rank's program is: what its next node depends on. */
    private static final class RankWriter {
        private static final long NANOS_PER_MICRO = 1000;

        private final ChakraOutput out;
        private final Map<Phase, Double> shares = new EnumMap<>(Phase.class);
        private long lastId;
        private long lastComputation;
        private long[] awaited = {};
        private long computedNanos;
        private long step;

        RankWriter(ChakraOutput out) {
            this.out = out;
        }

        void begin(long index) {
            step = index;
            shares.clear();
        }

        /** Nanoseconds of a part of a phase, so that the parts add up to the phase, as where they are simulated. */
        long share(Phase phase, long whole, double share) {
            double before = shares.getOrDefault(phase, 0.0);
            double after = before + share;
            shares.put(phase, after);
            return Math.round(whole * after) - Math.round(whole * before);
        }

        void compute(ChakraNode node, int at) throws IOException {
            long before = computedNanos / NANOS_PER_MICRO;
            computedNanos += node.nanos;
            node.durationMicros = computedNanos / NANOS_PER_MICRO - before;
            lastComputation = add(node, at);
            awaited = new long[0];
        }

        long exchange(ChakraNode node, int at) throws IOException {
            return add(node, at);
        }

        void await(long id) {
            if (Arrays.stream(awaited).noneMatch(each -> each == id)) {
                awaited = Arrays.copyOf(awaited, awaited.length + 1);
                awaited[awaited.length - 1] = id;
            }
        }

        /** Joins what has been awaited since the last computation. */
        void join(int at) throws IOException {
            if (awaited.length > 0) {
                ChakraNode node = new ChakraNode();
                node.type = NodeType.COMP_NODE;
                node.name = "awaited";
                node.nanos = 0;
                compute(node, at);
            }
        }

        private long add(ChakraNode node, int at) throws IOException {
            node.id = ++lastId;
            node.step = step;
            node.place = at;
            if (lastComputation > 0) {
                node.dependsOn(lastComputation);
            }
            for (long id : awaited) {
                node.dependsOn(id);
            }
            out.node(node);
            return node.id;
        }
    }
}
