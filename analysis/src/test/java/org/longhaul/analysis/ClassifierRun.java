package org.longhaul.analysis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.measure.ClientValues;
import org.longhaul.analysis.record.measure.CurvePoint;
import org.longhaul.analysis.record.measure.MeasureInfo;
import org.longhaul.analysis.record.measure.Measures;
import org.longhaul.analysis.record.measure.Target;

/** A run with invented figures of two measures that improve in opposite directions, with the values of forty clients. */
public final class ClassifierRun {

    /** An accuracy, which methods are ranked by, and a loss, which trains. */
    public static final Measures MEASURES = new Measures(
            List.of(
                    new MeasureInfo("loss", "loss", "nats per example", false, "mean cross-entropy", null, null, false),
                    new MeasureInfo(
                            "accuracy",
                            "accuracy",
                            MeasureInfo.SHARE,
                            true,
                            "share of examples told right",
                            null,
                            null,
                            false)),
            "accuracy",
            "loss",
            "example");

    /** The accuracy to be reached. */
    public static final Target TARGET = Target.of(MEASURES.get("accuracy"), 0.8);

    private static final int CLIENTS = 40;

    private ClassifierRun() {}

    /** Returns the run: DDP, federated averaging, and a method that is ahead at once but ends below the others. */
    public static RunRecord create() {
        List<MethodRecord> methods = new ArrayList<>();
        for (long seed = 1; seed <= 3; seed++) {
            methods.add(method("DDP", "ddp", seed, 40, 1000, 0.93, 5));
            methods.add(method("FedAvg", "federated-averaging", seed, 5, 50, 0.88, 3));
            methods.add(method("hasty", "local-sgd", seed, 5, 40, 0.79, 12));
        }
        return DemoRun.run("federated-digits", "federated-digits", MEASURES, methods, List.of(TARGET));
    }

    /** Returns a method whose accuracy rises from a tenth towards {@code end}, as fast as {@code pace} says. */
    public static MethodRecord method(
            String label, String id, long seed, double secondsPerStep, long bytesPerStep, double end, double pace) {
        int steps = 30;
        MethodRecord shape = SmallRun.method(label, id, seed, secondsPerStep, bytesPerStep, new Double[steps + 1]);
        Random random = new Random(31 * seed + label.hashCode());
        List<CurvePoint> curve = new ArrayList<>();
        for (CurvePoint point : shape.curve()) {
            double done = (double) point.step() / steps;
            double accuracy = 0.1 + (end - 0.1) * (1 - Math.exp(-pace * done)) / (1 - Math.exp(-pace));
            accuracy += point.step() == 0 ? 0 : 0.004 * random.nextGaussian();
            boolean evaluated = point.step() % 2 == 0;
            boolean last = point.step() == steps;
            curve.add(new CurvePoint(
                    point.step(),
                    point.items(),
                    point.simulatedNanos(),
                    point.volume(),
                    point.step() == 0 ? null : Double.valueOf(2.2 * (1 - accuracy)),
                    evaluated ? values(accuracy) : Map.of(),
                    evaluated && !last && !id.equals("ddp") ? values(accuracy + 0.01) : Map.of(),
                    last ? clients(accuracy, random) : List.of(),
                    0.01));
        }
        return SmallRun.withCurve(shape, curve);
    }

    private static Map<String, Double> values(double accuracy) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("loss", 2.3 * (1 - accuracy));
        values.put("accuracy", accuracy);
        return values;
    }

    private static List<ClientValues> clients(double accuracy, Random random) {
        List<ClientValues> clients = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            double own = Math.min(1, accuracy + 0.06 * random.nextGaussian());
            clients.add(new ClientValues("client-" + client, 20 + client, values(own)));
        }
        return clients;
    }
}
