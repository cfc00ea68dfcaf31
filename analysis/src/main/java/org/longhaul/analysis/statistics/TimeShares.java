package org.longhaul.analysis.statistics;

import java.util.List;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.WorkerTime;

/**
 * Where the simulated time went, seconds, averaged over workers and seeds.
 *
 * @param compute forward, backward, update
 * @param exposedCommunication exchanges that no compute hid
 * @param waiting waiting for other workers
 * @param idle nothing to do
 */
public record TimeShares(double compute, double exposedCommunication, double waiting, double idle) {

    /** Returns the sum of the four parts, seconds. */
    public double total() {
        return compute + exposedCommunication + waiting + idle;
    }

    /** Returns {@code part} as a share of the total, 0 to 1; 0 when there is no time at all. */
    public double share(double part) {
        double total = total();
        return total > 0 ? part / total : 0;
    }

    static TimeShares of(List<MethodRecord> seeds) {
        double compute = 0;
        double exposed = 0;
        double waiting = 0;
        double idle = 0;
        long count = 0;
        for (MethodRecord method : seeds) {
            for (WorkerTime worker : method.workers()) {
                compute += worker.computeNanos();
                exposed += worker.exposedCommunicationNanos();
                waiting += worker.waitingNanos();
                idle += worker.idleNanos();
                count++;
            }
        }
        double scale = count == 0 ? 0 : 1e-9 / count;
        return new TimeShares(compute * scale, exposed * scale, waiting * scale, idle * scale);
    }
}
