package org.longhaul.scenario.engine.record;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.BlockageRecord;
import org.longhaul.analysis.record.BlockageRecord.Kind;
import org.longhaul.analysis.record.StallRecord;
import org.longhaul.simulator.workload.result.Blockage;
import org.longhaul.simulator.workload.result.Stall;

/** Turns the simulator's account of a run that cannot finish into that of a record. */
final class StallRecords {

    private StallRecords() {}

    static StallRecord of(Stall stall) {
        List<BlockageRecord> blockages = new ArrayList<>();
        stall.blockages().forEach(blockage -> blockages.add(record(blockage)));
        return new StallRecord(
                reason(stall.reason()), stall.headline(), stall.atNanos(), stall.progressNanos(), blockages);
    }

    private static StallRecord.Reason reason(Stall.Reason reason) {
        return switch (reason) {
            case NOTHING_LEFT -> StallRecord.Reason.NOTHING_LEFT;
            case NO_PROGRESS -> StallRecord.Reason.NO_PROGRESS;
            case TRANSFER_GIVEN_UP -> StallRecord.Reason.TRANSFER_GIVEN_UP;
            case LOST_AGAIN -> StallRecord.Reason.LOST_AGAIN;
            case EVENTS_SPENT -> StallRecord.Reason.EVENTS_SPENT;
            case END_OF_TIME -> StallRecord.Reason.END_OF_TIME;
        };
    }

    private static BlockageRecord record(Blockage blockage) {
        if (blockage instanceof Blockage.WaitingWorker it) {
            return of(Kind.WAITING_WORKER, Integer.toString(it.worker()), it.step(), it.sinceNanos(), blockage);
        }
        if (blockage instanceof Blockage.CrashedWorker it) {
            return of(Kind.CRASHED_WORKER, Integer.toString(it.worker()), null, null, blockage);
        }
        if (blockage instanceof Blockage.OpenExchange it) {
            return of(Kind.EXCHANGE, it.label(), it.step(), it.sinceNanos(), blockage);
        }
        if (blockage instanceof Blockage.OpenTransfer it) {
            String hosts = it.status().source() + " → " + it.status().target();
            return of(Kind.TRANSFER, hosts, null, it.status().startNanos(), blockage);
        }
        if (blockage instanceof Blockage.OngoingIncident it) {
            return of(Kind.INCIDENT, it.incident().label(), null, it.incident().startNanos(), blockage);
        }
        return of(Kind.NOTE, "", null, null, blockage);
    }

    private static BlockageRecord of(
            Kind kind, String subject, @Nullable Long step, @Nullable Long sinceNanos, Blockage blockage) {
        return new BlockageRecord(kind, subject, step == null ? null : step + 1, sinceNanos, blockage.words());
    }
}
