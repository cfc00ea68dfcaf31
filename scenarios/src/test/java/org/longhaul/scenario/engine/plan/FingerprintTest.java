package org.longhaul.scenario.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.longhaul.analysis.record.measure.ClientValues;
import org.longhaul.analysis.record.measure.CurvePoint;
import org.longhaul.analysis.record.measure.Measures;
import org.longhaul.analysis.record.network.Volume;
import org.longhaul.scenario.Runs;

/** What of a training curve is hashed. Whoever changes these words changes the fingerprint of every run. */
class FingerprintTest {
    private static final Volume VOLUME = new Volume(1, 2, 3);

    private static Measures measures(String model, String context) {
        String yaml = "name: x\ntopology: {builder: star, hosts: 2, bandwidth: 1 Gbit/s, latency: 1 ms}\n"
                + "compute: {stepTime: 10 ms}\n" + model + "\ntraining: {steps: 2, batch: 2, " + context
                + "optimizer: {kind: adamw, learningRate: 1e-3}}\nmethods: [{id: ddp}]\n";
        return Runs.plan(yaml).methods().get(0).measures();
    }

    @Test
    void aPointOfALanguageModelIsHashedInTheWordsThatItAlwaysWas() {
        Measures measures = measures("model: {kind: transformer, layers: 1, width: 16, heads: 2}", "context: 16, ");
        assertThat(Fingerprint.text(
                        measures,
                        new CurvePoint(
                                8,
                                64,
                                900,
                                VOLUME,
                                2.5,
                                Map.of("loss", 2.25, "bits-per-byte", 1.5),
                                Map.of("loss", 2.125, "bits-per-byte", 1.25),
                                List.of(),
                                0.001)))
                .isEqualTo(
                        "CurvePoint[step=8, tokens=64, simulatedNanos=900, volume=Volume[vectorBytes=1, chargedBytes=2,"
                                + " linkBytes=3], trainLoss=2.5, validationLoss=2.25, virtualValidationLoss=2.125,"
                                + " bitsPerByte=1.5, learningRate=0.001]");
        assertThat(Fingerprint.text(measures, new CurvePoint(0, 0, 0, VOLUME, null, Map.of(), Map.of(), List.of(), 0)))
                .endsWith("trainLoss=null, validationLoss=null, virtualValidationLoss=null, bitsPerByte=null,"
                        + " learningRate=0.0]");
    }

    @Test
    void everyMeasureAndEveryClientOfAClassifierIsHashed() {
        assertThat(Fingerprint.text(
                        measures(
                                "model: {kind: mlp, hidden: [4]}\ndata: {dataset: {kind: digits, examples: 40, validation: 20, writers: 2}}",
                                ""),
                        new CurvePoint(
                                8,
                                64,
                                900,
                                VOLUME,
                                2.5,
                                Map.of("loss", 2.25, "accuracy", 0.5),
                                Map.of(),
                                List.of(new ClientValues("3", 7, Map.of("accuracy", 0.25))),
                                0.001)))
                .contains("accuracy=0.5")
                .contains("validationLoss=2.25")
                .contains("ClientValues[client=3, weight=7.0, values={accuracy=0.25}]");
    }
}
