package org.longhaul.wire.projection;

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
