package org.longhaul.wire.projection;

import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.longhaul.scenario.run.UnitProgress;
import org.longhaul.simulator.workload.result.ExchangeTiming;
import org.longhaul.simulator.workload.result.TimeSpent;

/** What the simulator makes of a method under a seed. */
public final class ProjectedUnit {
    private final long[] ends;
    private final List<TimeSpent> members;
    private final List<ExchangeTiming> exchanges;
    private final long[] payload;
    private final long[] carried;
    private final UnitProgress training;
    private final long overhead;

    /**
     * @param ends when the slowest worker had made each step, nanoseconds since the beginning
     * @param payload bytes that each member's host sent
     * @param carried the same with headers
     * @param training of the same method in one process
     * @param overhead that each exchange takes before its first transfer
     */
    ProjectedUnit(
            long[] ends,
            List<TimeSpent> members,
            List<ExchangeTiming> exchanges,
            long[] payload,
            long[] carried,
            UnitProgress training,
            long overhead) {
        this.ends = ends.clone();
        this.members = List.copyOf(members);
        this.exchanges = List.copyOf(exchanges);
        this.payload = payload.clone();
        this.carried = carried.clone();
        this.training = training;
        this.overhead = overhead;
    }

    /** Sessions of a run, one after the other without a gap. */
    static ProjectedUnit joined(List<ProjectedUnit> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        LongArrayList ends = new LongArrayList();
        List<ExchangeTiming> exchanges = new ArrayList<>();
        ProjectedUnit first = parts.get(0);
        TimeSpent[] members = new TimeSpent[first.members.size()];
        long[] payload = new long[members.length];
        long[] carried = new long[members.length];
        Arrays.fill(members, new TimeSpent(0, 0, 0, 0));
        for (ProjectedUnit part : parts) {
            long before = ends.isEmpty() ? 0 : ends.getLong(ends.size() - 1);
            int steps = ends.size();
            for (long end : part.ends) {
                ends.add(before + end);
            }
            part.exchanges.forEach(exchange -> exchanges.add(later(exchange, steps, before)));
            for (int m = 0; m < members.length; m++) {
                members[m] = sum(members[m], part.members.get(m));
                payload[m] += part.payload[m];
                carried[m] += part.carried[m];
            }
        }
        return new ProjectedUnit(
                ends.toLongArray(), List.of(members), exchanges, payload, carried, first.training, first.overhead);
    }

    private static TimeSpent sum(TimeSpent one, TimeSpent other) {
        return new TimeSpent(
                one.computeNanos() + other.computeNanos(),
                one.exposedCommunicationNanos() + other.exposedCommunicationNanos(),
                one.waitingForOthersNanos() + other.waitingForOthersNanos(),
                one.idleNanos() + other.idleNanos());
    }

    private static ExchangeTiming later(ExchangeTiming exchange, int steps, long nanos) {
        return new ExchangeTiming(
                exchange.step() + steps,
                exchange.index(),
                exchange.spec(),
                exchange.collective(),
                exchange.lastWorker(),
                exchange.firstArrivalNanos() + nanos,
                exchange.lastArrivalNanos() + nanos,
                exchange.startNanos() + nanos,
                exchange.endNanos() + nanos,
                exchange.sentBytes());
    }

    /** When the slowest worker had made each step, nanoseconds since the beginning. */
    public long[] ends() {
        return ends.clone();
    }

    /** Where a member's time went. */
    public TimeSpent time(int member) {
        return members.get(member);
    }

    /** All exchanges in order of their ends. */
    public List<ExchangeTiming> exchanges() {
        return exchanges;
    }

    /** What an exchange took from when its members had come, and those before it had ended. */
    public long nanos(ExchangeTiming exchange) {
        return exchange.endNanos() - exchange.startNanos() + overhead;
    }

    /** Payload that a member's host sent, bytes. */
    public long payloadBytes(int member) {
        return payload[member];
    }

    /** The same with headers of TCP and IP, as links carry it. */
    public long linkBytes(int member) {
        return carried[member];
    }

    /** Losses and values of the same method, trained in one process. */
    public UnitProgress training() {
        return training;
    }
}
