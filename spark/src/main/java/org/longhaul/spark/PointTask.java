package org.longhaul.spark;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;
import org.longhaul.study.sweep.PointSolver;

/** Some points that replay one run. */
@SuppressWarnings("ArrayRecordComponent") // A message, which nobody compares.
record PointTask(Broadcast<PointKit> kit, int[] points) implements Serializable {

    /** What came of one: the line of the journal; null where it needs trainings of its own. */
    @SuppressWarnings("ArrayRecordComponent") // A message, which nobody compares.
    record Solved(int point, byte @Nullable [] line) implements Serializable {}

    List<Solved> run() throws IOException {
        PointSolver solver = kit.value().solver();
        List<Solved> solved = new ArrayList<>();
        for (int point : points) {
            solved.add(new Solved(point, solver.line(point)));
        }
        return solved;
    }
}
