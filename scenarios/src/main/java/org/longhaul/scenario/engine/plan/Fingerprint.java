package org.longhaul.scenario.engine.plan;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.StringJoiner;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.record.WorkerTime;
import org.longhaul.analysis.record.disturbance.Disturbances;
import org.longhaul.analysis.record.measure.CurvePoint;
import org.longhaul.analysis.record.measure.MeasureInfo;
import org.longhaul.analysis.record.measure.Measures;
import org.longhaul.analysis.text.MeasureWords;

/** A hash over everything that a run computed; real times are left out, so that equal runs have equal fingerprints. */
final class Fingerprint {
    private Fingerprint() {}

    static String of(Measures measures, List<MethodRecord> methods) {
        Hasher digest = Hashing.sha256().newHasher();
        for (MethodRecord method : methods) {
            add(digest, method.label() + " " + method.seed() + " " + text(method.outcome()));
            add(
                    digest,
                    method.totals().steps() + " " + method.totals().simulatedNanos() + " "
                            + method.totals().volume());
            for (CurvePoint point : method.curve()) {
                add(digest, text(measures, point));
            }
            add(digest, method.arcs().toString());
            add(digest, text(method.workers()));
            if (method.disturbances() != null) {
                add(digest, text(method.disturbances()));
            }
        }
        return digest.hash().toString();
    }

    /** An end in words; the message says what its stall says. */
    private static String text(Outcome outcome) {
        return "Outcome[kind=" + outcome.kind() + ", message=" + outcome.message() + "]";
    }

    /** Workers in words. What crashes took is a part of the idle time. */
    private static String text(List<WorkerTime> workers) {
        StringJoiner text = new StringJoiner(", ", "[", "]");
        for (WorkerTime time : workers) {
            text.add("WorkerTime[worker=" + time.worker() + ", site=" + time.site() + ", computeNanos="
                    + time.computeNanos() + ", exposedCommunicationNanos=" + time.exposedCommunicationNanos()
                    + ", waitingNanos=" + time.waitingNanos() + ", idleNanos=" + time.idleNanos() + "]");
        }
        return text.toString();
    }

    /** Disturbances in words. Retries follow from them. */
    private static String text(Disturbances all) {
        return "Disturbances[incidents=" + all.incidents() + ", faults=" + all.faults() + ", jobs=" + all.jobs()
                + ", flows=" + all.flows() + ", calmNanos=" + all.calmNanos() + ", contentionNanos="
                + all.contentionNanos() + ", pace=" + all.pace() + "]";
    }

    /** A point in words. The virtual values of what was not trained on follow from the same parameters and are left out. */
    static String text(Measures measures, CurvePoint point) {
        StringBuilder text = new StringBuilder("CurvePoint[step=" + point.step() + ", tokens=" + point.items()
                + ", simulatedNanos=" + point.simulatedNanos() + ", volume=" + point.volume() + ", trainLoss="
                + point.training());
        for (MeasureInfo measure : measures.taken()) {
            String id = measure.id();
            if (id.equals(measures.objectiveId())) {
                text.append(", validationLoss=").append(point.values().get(id));
                text.append(", virtualValidationLoss=")
                        .append(point.virtualValues().get(id));
            } else {
                text.append(", ")
                        .append(camel(id))
                        .append('=')
                        .append(point.values().get(id));
            }
        }
        point.clients().forEach(client -> text.append(", ").append(client));
        return text.append(", learningRate=")
                .append(point.learningRate())
                .append(']')
                .toString();
    }

    private static String camel(String id) {
        StringBuilder camel = new StringBuilder();
        for (String part : id.split("-", -1)) {
            camel.append(camel.isEmpty() ? part : MeasureWords.capital(part));
        }
        return camel.toString();
    }

    private static void add(Hasher digest, String text) {
        digest.putString(text, StandardCharsets.UTF_8).putByte((byte) '\n');
    }
}
