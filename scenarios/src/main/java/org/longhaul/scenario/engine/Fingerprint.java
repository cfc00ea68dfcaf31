package org.longhaul.scenario.engine;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.measure.CurvePoint;
import org.longhaul.extension.Digests;

/** A hash over everything that a run computed; real times are left out, so that equal runs have equal fingerprints. */
final class Fingerprint {
    private Fingerprint() {}

    static String of(List<MethodRecord> methods) {
        MessageDigest digest = Digests.sha256();
        for (MethodRecord method : methods) {
            add(digest, method.label() + " " + method.seed() + " " + method.outcome());
            add(
                    digest,
                    method.totals().steps() + " " + method.totals().simulatedNanos() + " "
                            + method.totals().volume());
            for (CurvePoint point : method.curve()) {
                add(digest, point.toString());
            }
            add(digest, method.arcs().toString());
            add(digest, method.workers().toString());
            if (method.disturbances() != null) {
                add(digest, method.disturbances().toString());
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
    }
}
