package org.longhaul.scenario.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longhaul.scenario.command.shared.ExitCode;

/** The charged model: which it is, what it computes, and whether it fits into the devices that compute it. */
final class ChargedModelTest {
    private static final String SOUND =
            """
            name: charged
            topology: {builder: star, hosts: 2, bandwidth: 100 Gbit/s, latency: 1 ms}
            compute: {device: h100-sxm, mfu: 0.4, devices: 8}
            projectAs: {architecture: mpt-1.3b, batch: 4096}
            model: {kind: quadratic, layers: 1, elements: 4}
            training: {steps: 1, batch: 1, context: 1, optimizer: {kind: adamw, learningRate: 0.01}}
            methods: [{id: local-sgd, parameterPeriod: 1}]
            """;
    /** The shape of Llama 3 8B. */
    private static final String EIGHT = "{layers: 32, width: 4096, heads: 32, keyValueHeads: 8, feedForward: 14336,"
            + " vocabulary: 128256, context: 8192}";

    private static final Pattern PROJECTED = Pattern.compile("estimates: projected ([0-9.]+) (\\w+)");

    @TempDir
    Path folder;

    private Said validate(String scenario) throws IOException {
        return Said.to(
                "validate",
                Files.writeString(folder.resolve("scenario.yaml"), scenario).toString());
    }

    private static String projectAs(String section) {
        return SOUND.replace("{architecture: mpt-1.3b, batch: 4096}", section);
    }

    private String forecast(String scenario) throws IOException {
        Said said = validate(scenario);
        assertThat(said.code()).as(said.err()).isEqualTo(ExitCode.DONE);
        return said.out();
    }

    private void refused(String scenario, String... parts) throws IOException {
        Said checked = validate(scenario);
        assertThat(checked.code()).as(checked.out()).isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(checked.err()).contains(parts).contains("scenario.yaml:");
        Path out = folder.resolve("out");
        Said run = Said.to("run", folder.resolve("scenario.yaml").toString(), "--out", out.toString(), "--quiet");
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(out).doesNotExist();
    }

    @Test
    void aShapeOfOnesOwnIsChargedLikeThePublishedOne() throws IOException {
        String published = forecast(projectAs("{architecture: llama3-8b, batch: 4}"));
        String own = forecast(projectAs("{shape: " + EIGHT + ", batch: 4}"));

        Matcher one = PROJECTED.matcher(published);
        Matcher other = PROJECTED.matcher(own);
        assertThat(one.find()).isTrue();
        assertThat(other.find()).isTrue();
        assertThat(other.group()).isEqualTo(one.group());
        // Four bytes of each of 8,030,261,248 parameters.
        assertThat(published).contains("32.1 GB charged per worker");
        assertThat(own).contains("32.1 GB charged per worker");
    }

    @Test
    void restingExpertsAreChargedButDoNotCompute() throws IOException {
        String dense = "{layers: 8, width: 2048, heads: 16, feedForward: 8192, vocabulary: 32000, context: 2048}";
        String experts = dense.replace("context:", "experts: 8, activeExperts: 1, context:");
        String few = forecast(projectAs("{shape: " + dense + ", batch: 2048}").replace("100 Gbit/s", "100000 Gbit/s"));
        String many =
                forecast(projectAs("{shape: " + experts + ", batch: 2048}").replace("100 Gbit/s", "100000 Gbit/s"));

        // 668 M parameters, and 8 * 7 * 50.3 M more.
        assertThat(few).contains("2.67 GB charged per worker");
        assertThat(many).contains("13.9 GB charged per worker");
        assertThat(seconds(many) / seconds(few)).isBetween(0.99, 1.02);
    }

    @Test
    void aRoundedTotalScalesOperationsWithBytes() throws IOException {
        double counted = seconds(forecast(SOUND));
        double rounded = seconds(forecast(projectAs("{architecture: mpt-1.3b, parameters: 1350000000, batch: 4096}")));

        assertThat(rounded / counted).isBetween(1.015, 1.035);
    }

    private static double seconds(String text) {
        Matcher matcher = PROJECTED.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return Double.parseDouble(matcher.group(1))
                * switch (matcher.group(2)) {
                    case "ms" -> 1e-3;
                    case "s" -> 1;
                    case "min" -> 60;
                    case "h" -> 3600;
                    default -> throw new AssertionError(matcher.group());
                };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {batch: 4} | architecture or shape is missing
            {architecture: mpt-7b, shape: EIGHT, batch: 4} | exclude each other
            {architecture: llama3-9b, batch: 4} | 'llama3-8b'
            {architecture: mpt-1.3b, parameters: 1000000000, batch: 4} | within 5 %
            {architecture: mpt-1.3b, parameters: 1400000000, batch: 4} | within 5 %
            {shape: {layers: 1, width: 4, heads: 3, feedForward: 4, vocabulary: 4, context: 4}, batch: 4} | multiple of heads
            {shape: {layers: 1, width: 4, heads: 2, feedForward: 4, vocabulary: 4, context: 4, experts: 4}, batch: 4} | needs activeExperts
            {shape: {layers: 1, width: 4, heads: 2, feedForward: 4, vocabulary: 4, context: 4, activeExperts: 4}, batch: 4} | experts, which is missing
            {shape: {layers: 1, width: 4, heads: 2, feedForward: 4, vocabulary: 4, context: 4, experts: 2, activeExperts: 3}, batch: 4} | activeExperts (3)
            {shape: {layers: 9999, width: 65536, heads: 2, feedForward: 262144, vocabulary: 4, context: 4, experts: 4096, activeExperts: 3}, batch: 4} | parameters, more than
            {shape: {layers: 0, width: 4, heads: 2, feedForward: 4, vocabulary: 4, context: 4}, batch: 4} | layers (0)
            """)
    void whatIsNoModelIsRefused(String section, String part) throws IOException {
        refused(projectAs(section.replace("EIGHT", EIGHT)), part);
    }

    @Test
    void theBatchIsStatedWhereTimeComesFromIt() throws IOException {
        String without = projectAs("{architecture: mpt-1.3b}");
        refused(without, "batch is missing", "operations of mpt-1.3b", "batch: 64");
        String device = "{device: h100-sxm, mfu: 0.4, devices: 8}";
        refused(without.replace(device, "{throughput: 4000 tokens/s}"), "batch is missing", "tokens of mpt-1.3b");
        refused(
                without.replace(device, "{stepTime: 1 s}")
                        .replace("parameterPeriod: 1", "parameterPeriod: 1, compute: {device: h100-sxm}"),
                "batch is missing",
                "methods[0].compute");
        forecast(without.replace(device, "{throughput: 1 steps/s}"));
        forecast(without.replace(device, "{stepTime: 1 s}"));
    }

    /** Llama 2 70B with AdamW: 69 billion times 16 bytes, in 8 times 80 GB. */
    @Test
    void aModelThatDoesNotFitIntoItsDevicesIsRefused() throws IOException {
        String large = projectAs("{architecture: llama2-70b, batch: 4}");
        refused(large, "1.10 TB of llama2-70b", "8 h100-sxm hold 640 GB", "activations not counted");
        forecast(large.replace("devices: 8", "devices: 16"));
        forecast(large.replace("{device: h100-sxm, mfu: 0.4, devices: 8}", "{stepTime: 9 s}"));
    }
}
