package org.longhaul.analysis.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.longhaul.analysis.record.WorkerTime;

/**
 * Workers of one site that spent their time equally, as one row of a table.
 *
 * @param workers their numbers, those that follow one another as a range
 * @param each the first of them
 */
record WorkerRows(String workers, WorkerTime each) {

    /** Returns the rows in the order of their first workers. */
    static List<WorkerRows> of(List<WorkerTime> workers) {
        Map<WorkerTime, List<WorkerTime>> equal = new LinkedHashMap<>();
        for (WorkerTime worker : workers) {
            equal.computeIfAbsent(unnumbered(worker), key -> new ArrayList<>()).add(worker);
        }
        List<WorkerRows> rows = new ArrayList<>();
        equal.values().forEach(members -> rows.add(new WorkerRows(ranges(members), members.get(0))));
        return rows;
    }

    private static WorkerTime unnumbered(WorkerTime worker) {
        return new WorkerTime(
                0,
                worker.site(),
                worker.computeNanos(),
                worker.exposedCommunicationNanos(),
                worker.waitingNanos(),
                worker.idleNanos(),
                worker.lostNanos());
    }

    private static String ranges(List<WorkerTime> members) {
        StringBuilder text = new StringBuilder();
        int first = 0;
        for (int i = 0; i < members.size(); i++) {
            int number = members.get(i).worker();
            if (i + 1 == members.size() || members.get(i + 1).worker() != number + 1) {
                text.append(text.length() == 0 ? "" : ", ")
                        .append(members.get(first).worker());
                if (i > first) {
                    text.append('–').append(number);
                }
                first = i + 1;
            }
        }
        return text.toString();
    }
}
