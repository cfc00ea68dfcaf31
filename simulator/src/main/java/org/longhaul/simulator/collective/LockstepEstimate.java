package org.longhaul.simulator.collective;

import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.network.estimate.PathEstimate;
import org.longhaul.simulator.network.estimate.TermSeconds;
import org.longhaul.simulator.network.estimate.TransferEstimate;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Topology;

/**
 * Duration of a plan as the network model expects its transfers to take on the actual routes, all participants in lockstep: a
 * round takes as long as its slowest transfer, and a link carries all bytes of the round one after the other. On a
 * homogeneous network without anything of TCP this is the textbook closed form; elsewhere it counts the slowest pair's
 * latency, the bottleneck's sharing, and what windows and losses make of both. Connections are established, but idle at first.
 *
 * <p><b>Libraries that pipeline.</b> Each segment goes on by itself ({@link SegmentTimes}).
 *
 * <p><b>Libraries that hand over.</b> Each participant enters its rounds by itself ({@link PacedTimes}).
 *
 * <p>In both what a link carries of a round is taken to cross it together all the same.
 *
 * <p>Not thread-safe.
 */
public final class LockstepEstimate {

    static final double BITS_PER_BYTE = 8.0;

    private final Topology topology;
    private final Routing routing;
    private final TransferEstimate transfers;
    private final int connections;
    private final LibraryProfile library;
    /** By source, then by target: rounds ask for all targets of a source together. */
    private final Int2ObjectOpenHashMap<Int2ObjectOpenHashMap<PathEstimate>> paths = new Int2ObjectOpenHashMap<>();

    /** The row of the source that was asked for last. */
    private Int2ObjectOpenHashMap<PathEstimate> row = new Int2ObjectOpenHashMap<>();

    private int rowSource = -1;
    private final long[] load;
    private final int[] users;
    private final int[] touched;
    private int touchedCount;
    // The transfers of the round in question.
    private PathEstimate[] pathOf = new PathEstimate[64];
    private long[] bytesOf = new long[64];
    private double[] transmissionOf = new double[64];
    private double[] oncomingOf = new double[64];
    private int count;
    /** Of the plan in question, where one pair stands for many. */
    private @Nullable AlikePairs alike;

    private final TermSeconds terms = new TermSeconds();
    private final TermSeconds slowestTerms = new TermSeconds();
    private final TermSeconds sum = new TermSeconds();
    private double slowest;
    private int slowestIndex;
    /** Notes the slowest transfer of each round of the plan in question, where that is asked for. */
    private @Nullable SlowestTransfers noted;

    private long plans;
    private boolean isSteady;
    /** The same with what they carry, where participants come to their rounds each by itself. */
    private final List<RoundTransfer> transfersOfRound = new ArrayList<>();

    /** Estimates over a topology's routes, with latency and full rates. */
    public LockstepEstimate(Topology topology, Routing routing) {
        this(topology, routing, TransferEstimate.ALPHA_BETA, 1);
    }

    /** Estimates over a topology's routes, without a library. */
    public LockstepEstimate(Topology topology, Routing routing, TransferEstimate transfers, int connections) {
        this(topology, routing, transfers, connections, LibraryProfile.LOCKSTEP);
    }

    /**
     * Estimates over a topology's routes.
     *
     * @param topology the network
     * @param routing its routes
     * @param transfers what to expect of a transfer
     * @param connections parallel connections over which each transfer is spread
     * @param library carries the transfers out
     */
    public LockstepEstimate(
            Topology topology, Routing routing, TransferEstimate transfers, int connections, LibraryProfile library) {
        this.topology = topology;
        this.routing = routing;
        this.transfers = transfers;
        this.connections = connections;
        this.library = library;
        this.load = new long[topology.arcCount()];
        this.users = new int[topology.arcCount()];
        this.touched = new int[topology.arcCount()];
    }

    Topology topology() {
        return topology;
    }

    Routing routing() {
        return routing;
    }

    /** Whether no plan takes less than {@link #LockstepEstimate(Topology, Routing) latency and full rates} have it take. */
    boolean isNeverBelowAlphaBeta() {
        return transfers.isNeverBelowAlphaBeta() && !library.isPipelined() && !library.isHandingOver();
    }

    LibraryProfile library() {
        return library;
    }

    /** Seconds that the plan takes. */
    public double seconds(TransferPlan plan) {
        return seconds(plan, null);
    }

    /** Seconds that the plan takes, and the slowest transfer of each round, for participants in lockstep alone. */
    double secondsAndSlowest(TransferPlan plan, SlowestTransfers slowestOfRounds) {
        noted = slowestOfRounds;
        double seconds = seconds(plan);
        noted = null;
        return seconds;
    }

    /**
     * Seconds that the plan takes, and the bytes that it puts on each arc.
     *
     * @param arcBytes payload bytes by arc, added to; or null
     */
    public double seconds(TransferPlan plan, long @Nullable [] arcBytes) {
        plans++;
        if (library.isHandingOver()) {
            return seconds(plan, arcBytes, new PacedTimes(library.handOver(), connections, plan.participants()));
        }
        if (library.isPipelined()) {
            return seconds(plan, arcBytes, new SegmentTimes(library, plan));
        }
        alike = AlikePairs.of(plan, topology, transfers);
        sum.clear();
        int[] repeats = new int[plan.rounds()];
        for (int round = 0; round < plan.rounds(); round++) {
            repeats[plan.kind(round)]++;
        }
        double seconds = 0;
        for (int round = 0; round < plan.rounds(); round++) {
            int left = repeats[plan.kind(round)];
            if (left > 0) {
                round(plan, round, seconds);
                int times = isSteady ? left : 1;
                seconds += times * slowest;
                if (noted != null && slowest > 0) {
                    noted.add(pathOf[slowestIndex], load, times);
                }
                sum.add(slowestTerms, times);
                takeLoad(arcBytes, times);
                repeats[plan.kind(round)] -= times;
            }
        }
        return seconds;
    }

    /** Seconds of a plan whose participants come to their rounds each by itself. */
    private double seconds(TransferPlan plan, long @Nullable [] arcBytes, RoundTimes times) {
        alike = null;
        TermSeconds[] termsOf = {};
        int round = 0;
        while (round < plan.rounds()) {
            prepare(plan, round);
            if (termsOf.length < transfersOfRound.size()) {
                termsOf = new TermSeconds[transfersOfRound.size()];
                Arrays.setAll(termsOf, any -> new TermSeconds());
            }
            isSteady = true;
            for (int i = 0; i < count; i++) {
                RoundTransfer transfer = transfersOfRound.get(i);
                isSteady &= pathOf[i].transfer(
                        times.begin(transfer),
                        bytesOf[i],
                        transmissionOf[i],
                        sharers(pathOf[i]),
                        oncomingOf[i],
                        termsOf[i]);
            }
            int equal = 1;
            add(times, termsOf);
            while (isSteady && round + equal < plan.rounds() && plan.kind(round + equal) == plan.kind(round)) {
                // The same transfers of other chunks.
                collectTransfers(plan, round + equal);
                add(times, termsOf);
                equal++;
            }
            takeLoad(arcBytes, equal);
            round += equal;
        }
        sum.copy(times.terms());
        return times.seconds();
    }

    private void add(RoundTimes times, TermSeconds[] termsOf) {
        for (int i = 0; i < transfersOfRound.size(); i++) {
            times.add(transfersOfRound.get(i), termsOf[i]);
        }
        times.endRound();
    }

    private void collectTransfers(TransferPlan plan, int round) {
        transfersOfRound.clear();
        for (int participant = 0; participant < plan.participants(); participant++) {
            int source = participant;
            plan.sends(
                    round,
                    participant,
                    (target, first, chunks, reduce) -> transfersOfRound.add(new RoundTransfer(
                            path(plan.node(source), plan.node(target)),
                            source,
                            target,
                            first,
                            chunks,
                            plan.chunkBytes(first, chunks))));
        }
    }

    /** What the last plan's time is made of; valid until the next plan. */
    TermSeconds terms() {
        return sum;
    }

    /** The transfers of a round, and what the links that they cross carry of it. */
    private void prepare(TransferPlan plan, int round) {
        count = 0;
        if (library.isHandingOver() || library.isPipelined()) {
            collectTransfers(plan, round);
            for (RoundTransfer transfer : transfersOfRound) {
                put(transfer, transfer.bytes() + library.headerBytes(plan, transfer.bytes()));
            }
        } else if (alike == null) {
            collect(plan, round);
        } else {
            collect(plan, alike, round);
        }
        for (int i = 0; i < count; i++) {
            transmissionOf[i] = transmission(pathOf[i]);
            oncomingOf[i] = oncoming(pathOf[i], transmissionOf[i]);
        }
    }

    private void round(TransferPlan plan, int round, double startSeconds) {
        prepare(plan, round);
        slowest = 0;
        slowestTerms.clear();
        isSteady = true;
        int next;
        for (int i = 0; i < count; i = next) {
            next = i + 1;
            while (next < count && isLike(i, next)) {
                next++;
            }
            transfer(i, startSeconds);
            for (int like = i + 1; like < next; like++) {
                pathOf[like].follow(pathOf[i]);
            }
        }
    }

    private void collect(TransferPlan plan, int round) {
        int[] source = new int[1];
        TransferPlan.TransferSink sink = (target, first, chunks, reduce) -> {
            long bytes = plan.chunkBytes(first, chunks);
            PathEstimate path = path(plan.node(source[0]), plan.node(target));
            keep(path, bytes);
            for (int i = 0; i < path.length(); i++) {
                put(bytes, 1, path.arc(i));
            }
        };
        for (int participant = 0; participant < plan.participants(); participant++) {
            source[0] = participant;
            plan.sends(round, participant, sink);
        }
    }

    /** Of each kind of transfers the first; the links carry them all. */
    private void collect(TransferPlan plan, AlikePairs pairs, int round) {
        AllPairs all = pairs.plan();
        int others = pairs.ranks() - 1;
        for (int rank = 0; rank <= others; rank++) {
            put(all.sentBytes(round, rank), others, pairs.outArc(rank));
            put(all.receivedBytes(round, rank), others, pairs.inArc(rank));
        }
        for (int i = 0; i < pairs.kinds(); i++) {
            int source = pairs.source(i);
            int target = pairs.target(i);
            keep(path(plan.node(source), plan.node(target)), all.bytes(round, source, target));
        }
    }

    private void put(long bytes, int transfers, int arc) {
        if (users[arc] == 0) {
            touched[touchedCount++] = arc;
        }
        users[arc] += transfers;
        load[arc] += bytes;
    }

    /** Whether the second of two transfers of the round takes as long as the first, so that it need not be followed. */
    private boolean isLike(int first, int second) {
        return bytesOf[first] == bytesOf[second]
                && transmissionOf[first] == transmissionOf[second]
                && oncomingOf[first] == oncomingOf[second]
                && sharers(pathOf[first]) == sharers(pathOf[second])
                && pathOf[first] != pathOf[second]
                && pathOf[first].isLike(pathOf[second]);
    }

    private void put(RoundTransfer transfer, long bytes) {
        PathEstimate path = transfer.path();
        keep(path, bytes);
        for (int i = 0; i < path.length(); i++) {
            put(bytes, 1, path.arc(i));
        }
    }

    private void keep(PathEstimate path, long bytes) {
        if (count == pathOf.length) {
            pathOf = Arrays.copyOf(pathOf, 2 * count);
            bytesOf = Arrays.copyOf(bytesOf, 2 * count);
            transmissionOf = new double[2 * count];
            oncomingOf = new double[2 * count];
        }
        pathOf[count] = path;
        bytesOf[count++] = bytes;
    }

    /** Seconds that its most loaded link takes for what the round puts on it. */
    private double transmission(PathEstimate path) {
        double transmission = 0;
        for (int i = 0; i < path.length(); i++) {
            int arc = path.arc(i);
            transmission = Math.max(transmission, load[arc] * BITS_PER_BYTE / topology.arcBitsPerSecond(arc));
        }
        return transmission;
    }

    /** Part of the time of a transfer in which data crosses its way back. */
    private double oncoming(PathEstimate path, double transmission) {
        double back = 0;
        for (int i = 0; i < path.backLength(); i++) {
            int arc = path.backArc(i);
            back = Math.max(back, load[arc] * BITS_PER_BYTE / topology.arcBitsPerSecond(arc));
        }
        return back >= transmission ? back > 0 ? 1 : 0 : back / transmission;
    }

    private int sharers(PathEstimate path) {
        return path.length() == 0 ? 1 : users[path.slowestArc()];
    }

    private void transfer(int index, double startSeconds) {
        PathEstimate path = pathOf[index];
        long bytes = bytesOf[index];
        isSteady &= path.transfer(startSeconds, bytes, transmissionOf[index], sharers(path), oncomingOf[index], terms);
        double seconds = terms.total();
        if (seconds > slowest) {
            slowest = seconds;
            slowestIndex = index;
            slowestTerms.copy(terms);
        }
    }

    private PathEstimate path(int source, int target) {
        if (source != rowSource) {
            rowSource = source;
            row = paths.computeIfAbsent(source, any -> new Int2ObjectOpenHashMap<>());
        }
        PathEstimate known = row.get(target);
        if (known == null) {
            known = transfers.path(topology, routing, source, target, connections);
            row.put(target, known);
        }
        known.resetFor(plans);
        return known;
    }

    private void takeLoad(long @Nullable [] arcBytes, int times) {
        for (int i = 0; i < touchedCount; i++) {
            if (arcBytes != null) {
                arcBytes[touched[i]] += times * load[touched[i]];
            }
            load[touched[i]] = 0;
            users[touched[i]] = 0;
        }
        touchedCount = 0;
    }
}
