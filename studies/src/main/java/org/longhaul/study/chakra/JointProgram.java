package org.longhaul.study.chakra;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.trace.StepEvents;
import org.longhaul.simulator.workload.RunLengthTrace;
import org.longhaul.study.chakra.Transfers.Transfer;
import org.longhaul.training.communicate.Exchange;
import org.longhaul.training.communicate.Members;
import org.longhaul.training.communicate.TrainingEvent;
import org.longhaul.training.model.GroupFlops;

/**
 * Weaves the turns of all ranks into one program, in which an exchange begins once for all its members: a computation is so many
 * operations as it takes nanoseconds, exchanges go on beside it until they are awaited. A trace of ours falls into the steps that
 * it was recorded in, another is one step.
 */
final class JointProgram {
    private final List<RankFile> files;
    private final Transfers transfers;
    private final @Nullable TraceOrigin origin;
    private final boolean isInSteps;
    private final List<Act> first = new ArrayList<>();
    private final List<List<Act>> chains = new ArrayList<>();
    private final IdentityHashMap<Transfer, Act> begins = new IdentityHashMap<>();
    private int acts;

    private final RunLengthTrace.Recorder<StepEvents> steps = new RunLengthTrace.Recorder<>();
    private final List<TrainingEvent> events = new ArrayList<>();
    /** Where an exchange began: its step, and the place of its first part among those of the step. */
    private final IdentityHashMap<Transfer, long[]> begun = new IdentityHashMap<>();

    private long step;
    private int exchanges;

    private enum Kind {
        AWAIT,
        COMPUTE,
        BEGIN
    }

    /** What a rank, or all members of an exchange, do next. */
    private static final class Act {
        private final Kind kind;
        private final long step;
        private final long place;
        private final int rank;
        private final long nanos;
        private final @Nullable Transfer transfer;
        private final ChakraNode node;
        private final List<Act> next = new ArrayList<>();
        private int open;
        private boolean isDone;

        Act(Kind kind, long step, long place, int rank, long nanos, @Nullable Transfer transfer, ChakraNode node) {
            this.kind = kind;
            this.step = step;
            this.place = place;
            this.rank = rank;
            this.nanos = nanos;
            this.transfer = transfer;
            this.node = node;
        }

        Transfer exchange() {
            if (transfer == null) {
                throw new IllegalStateException(node + " is no exchange");
            }
            return transfer;
        }

        int number() {
            return transfer == null ? -1 : transfer.number();
        }
    }

    JointProgram(
            List<RankFile> files, List<List<RankOrder.Turn>> turns, Transfers transfers, @Nullable TraceOrigin origin) {
        this.files = files;
        this.transfers = transfers;
        this.origin = origin;
        this.isInSteps = origin != null
                && files.stream().allMatch(file -> file.nodes().stream()
                        .allMatch(node -> node.step != ChakraNode.UNSAID && node.place != ChakraNode.UNSAID));
        for (int rank = 0; rank < turns.size(); rank++) {
            chain(rank, turns.get(rank));
        }
    }

    /** A rank's acts, each after the one before it. */
    private void chain(int rank, List<RankOrder.Turn> turns) {
        Act before = null;
        List<Act> own = new ArrayList<>();
        chains.add(own);
        long position = 0;
        long lastStep = 0;
        Map<Transfer, ChakraNode> pending = new LinkedHashMap<>();
        for (RankOrder.Turn turn : turns) {
            ChakraNode node = turn.node();
            long ofStep = isInSteps ? node.step : 0;
            long place = isInSteps ? node.place : position++;
            if (ofStep < lastStep) {
                throw new InvalidTraceException(files.get(rank).path() + ": " + node + " of step " + ofStep
                        + " comes after one of step " + lastStep);
            }
            lastStep = ofStep;
            for (ChakraNode awaited : turn.awaits()) {
                Transfer transfer = transfers.of(awaited);
                if (transfer != null) {
                    pending.remove(transfer);
                    before = after(own, before, new Act(Kind.AWAIT, ofStep, place, rank, 0, transfer, awaited));
                }
            }
            if (node.type.communicates()) {
                Transfer transfer = transfers.of(node);
                if (transfer != null) {
                    pending.put(transfer, node);
                    before = after(own, before, begin(transfer, ofStep, place, node));
                }
            } else if (node.computesNanos() > 0) {
                before = after(
                        own, before, new Act(Kind.COMPUTE, ofStep, place, rank, node.computesNanos(), null, node));
            }
        }
        if (origin == null) {
            // A trace is over when all its nodes are.
            for (Map.Entry<Transfer, ChakraNode> each : pending.entrySet()) {
                before = after(
                        own, before, new Act(Kind.AWAIT, lastStep, position, rank, 0, each.getKey(), each.getValue()));
            }
        }
    }

    private Act begin(Transfer transfer, long ofStep, long place, ChakraNode node) {
        Act known = begins.get(transfer);
        if (known == null) {
            known = new Act(Kind.BEGIN, ofStep, place, transfer.members().get(0), 0, transfer, node);
            begins.put(transfer, known);
        } else if (known.step != ofStep) {
            throw new InvalidTraceException(files.get(0).path() + ": " + node + " is of step " + ofStep
                    + ", and the same exchange of another rank of step " + known.step);
        }
        return known;
    }

    private Act after(List<Act> own, @Nullable Act before, Act act) {
        own.add(act);
        if (before == null && !first.contains(act)) {
            first.add(act);
        }
        if (before != null) {
            before.next.add(act);
            act.open++;
        }
        acts++;
        return act;
    }

    /** The steps of all ranks. @throws InvalidTraceException if ranks begin exchanges in orders that cannot be woven */
    RunLengthTrace<StepEvents> steps() {
        PriorityQueue<Act> ready = new PriorityQueue<>(Comparator.<Act>comparingLong(act -> act.step)
                .thenComparingLong(act -> act.place)
                .thenComparing(act -> act.kind)
                .thenComparingInt(Act::number)
                .thenComparingLong(act -> act.nanos)
                .thenComparingInt(act -> act.rank));
        for (Act act : first) {
            if (act.open == 0) {
                ready.add(act);
            }
        }
        int done = 0;
        List<Act> alike = new ArrayList<>();
        while (!ready.isEmpty()) {
            Act act = ready.remove();
            act.isDone = true;
            done += act.kind == Kind.BEGIN ? act.exchange().members().size() : 1;
            if (!alike.isEmpty() && !joins(alike.get(alike.size() - 1), act)) {
                emit(alike);
            }
            alike.add(act);
            for (Act next : act.next) {
                if (--next.open == 0) {
                    ready.add(next);
                }
            }
        }
        if (done < acts) {
            throw unwoven();
        }
        emit(alike);
        long all = origin == null ? step + 1 : Math.max(step + 1, origin.entries());
        closeUpTo(all);
        return steps.trace();
    }

    /** Whether an act is what another rank has just done. */
    private static boolean joins(Act last, Act act) {
        return last.kind == act.kind
                && act.kind != Kind.BEGIN
                && last.step == act.step
                && last.rank < act.rank
                && last.nanos == act.nanos
                && last.number() == act.number();
    }

    private void emit(List<Act> alike) {
        if (alike.isEmpty()) {
            return;
        }
        Act act = alike.get(0);
        closeUpTo(act.step);
        List<Integer> ranks = alike.stream().map(each -> each.rank).toList();
        switch (act.kind) {
            case COMPUTE ->
                events.add(new TrainingEvent.Factorized(
                        new Members(ranks), List.of(new GroupFlops(ImportedModel.GROUP, act.nanos))));
            case BEGIN -> {
                begun.put(act.exchange(), new long[] {step, exchanges});
                for (Exchange exchange : act.exchange().exchanges()) {
                    events.add(new TrainingEvent.Exchanged(exchange, true));
                    exchanges++;
                }
            }
            case AWAIT -> await(act.exchange(), ranks);
        }
        alike.clear();
    }

    private void await(Transfer transfer, List<Integer> ranks) {
        long[] at = begun.get(transfer);
        if (at == null) {
            throw new IllegalStateException("an exchange is awaited before it begins");
        }
        Members members = ranks.size() == transfer.members().size() ? Members.EVERYONE : new Members(ranks);
        for (int part = 0; part < transfer.exchanges().size(); part++) {
            events.add(
                    new TrainingEvent.Awaited(Math.toIntExact(step - at[0]), Math.toIntExact(at[1]) + part, members));
        }
    }

    private void closeUpTo(long next) {
        while (step < next) {
            steps.add(new StepEvents(events));
            events.clear();
            exchanges = 0;
            step++;
        }
    }

    private InvalidTraceException unwoven() {
        StringJoiner words = new StringJoiner("; ");
        for (int rank = 0; rank < chains.size(); rank++) {
            for (Act act : chains.get(rank)) {
                if (!act.isDone) {
                    int member =
                            act.transfer == null ? -1 : act.transfer.members().indexOf(rank);
                    words.add("rank " + rank + " at "
                            + (member < 0 ? act.node : act.exchange().nodes().get(member)));
                    break;
                }
            }
        }
        return new InvalidTraceException(files.get(0).path()
                + ": ranks begin exchanges in different orders, so that each waits for another: " + words
                + "\nMaybe state the groups, with --groups FILE, or an order among a rank's exchanges by dependencies");
    }
}
