package org.longhaul.study.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.longhaul.analysis.figure.AxisScale;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.measure.Target;
import org.longhaul.analysis.statistics.TimeToTarget;
import org.longhaul.study.sweep.PointFigures;

/** The figures of a run's methods, by the names that tables of points have too. */
final class RunFigures {
    private RunFigures() {}

    /** What there is of every method of a run. */
    static List<FigureInfo> infos(RunRecord run) {
        List<FigureInfo> infos = new ArrayList<>();
        infos.add(new FigureInfo(FigureInfo.SECONDS, AxisScale.SECONDS, false, false));
        run.targets().forEach(target -> infos.add(FigureInfo.toTarget(name(target))));
        run.measures().curves().forEach(measure -> infos.add(FigureInfo.of(measure)));
        infos.add(new FigureInfo(FigureInfo.CHARGED_BYTES, AxisScale.BYTES, false, false));
        infos.add(new FigureInfo(FigureInfo.LINK_BYTES, AxisScale.BYTES, false, false));
        infos.add(new FigureInfo(FigureInfo.COMPUTE_SHARE, AxisScale.SHARE, true, false));
        if (run.methods().stream().anyMatch(method -> method.dollars() != null)) {
            infos.add(new FigureInfo(FigureInfo.DOLLARS, AxisScale.DOLLARS, false, false));
        }
        return infos;
    }

    private static String name(Target target) {
        return FigureInfo.SECONDS_TO_TARGET + " " + target.label();
    }

    /**
     * The figures of one method under one seed. A training that was cut short has no figure of its whole budget, only the
     * targets that it reached.
     */
    static Map<String, Double> of(RunRecord run, MethodRecord method) {
        Map<String, Double> values = new LinkedHashMap<>();
        boolean whole = method.outcome().kind() == Outcome.Kind.COMPLETED;
        for (Target target : run.targets()) {
            TimeToTarget time = TimeToTarget.of(run.measures(), method, target);
            if (time instanceof TimeToTarget.Reached reached) {
                values.put(name(target), reached.seconds());
            } else if (whole) {
                values.put(name(target), Double.POSITIVE_INFINITY);
            }
        }
        if (!whole) {
            return values;
        }
        List<String> names = new ArrayList<>(List.of(FigureInfo.SECONDS));
        run.measures().curves().forEach(measure -> names.add(measure.id()));
        names.addAll(
                List.of(FigureInfo.CHARGED_BYTES, FigureInfo.LINK_BYTES, FigureInfo.COMPUTE_SHARE, FigureInfo.DOLLARS));
        for (String name : names) {
            Double value = PointFigures.value(name, run, method);
            if (value != null) {
                values.put(name, value);
            }
        }
        return values;
    }

    static String outcome(MethodRecord method) {
        return method.outcome().kind().name().toLowerCase(Locale.ROOT);
    }
}
