package org.longhaul.training.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {
    @ParameterizedTest
    @CsvSource({
        "mpt-125m, 125311488",
        "mpt-1.3b, 1315950592",
        "mpt-3b, 2651837440",
        "mpt-7b, 6658859008",
        "llama-16m, 16307200",
        "llama-125m, 123657216",
        "llama-380m, 417183744",
        "llama-720m, 719821824",
        "llama-1b, 1336485888",
        "opendiloco-1b, 1100048384",
        "intellect-1, 10211381248"
    })
    void countsAreThePublishedOnes(String name, long parameters) {
        assertThat(ArchitectureCatalogue.get(name).parameters()).isEqualTo(parameters);
    }

    /** The counts of the published weights. */
    @ParameterizedTest
    @CsvSource({
        "gpt2-124m, 124439808",
        "gpt2-355m, 354823168",
        "gpt2-774m, 774030080",
        "gpt2-1.5b, 1557611200",
        "llama2-7b, 6738415616",
        "llama2-13b, 13015864320",
        "llama2-70b, 68976648192",
        "llama3-8b, 8030261248",
        "llama3-70b, 70553706496",
        "qwen2.5-7b, 7615616512",
        "qwen2.5-72b, 72706203648",
        "mixtral-8x7b, 46702792704"
    })
    void countsAreThoseOfThePublishedWeights(String name, long parameters) {
        assertThat(ArchitectureCatalogue.get(name).parameters()).isEqualTo(parameters);
    }

    @ParameterizedTest
    @CsvSource({
        "llama3-405b, 405e9, 1e9",
        "deepseek-v3, 671e9, 0.5e9",
    })
    void countsRoundToThePublishedBillions(String name, double parameters, double tolerance) {
        assertThat((double) ArchitectureCatalogue.get(name).parameters()).isCloseTo(parameters, within(tolerance));
    }

    @Test
    void activeCountsAreThePublishedOnes() {
        assertThat(ArchitectureCatalogue.get("mixtral-8x7b").activeParameters() / 1e9)
                .isCloseTo(12.9, within(0.05));
        // Published as 37 billion, which lies between the count without and with the looked-up embedding.
        Architecture deepSeek = ArchitectureCatalogue.get("deepseek-v3");
        double lookedUp = 129_280.0 * 7168;
        assertThat((deepSeek.activeParameters() - lookedUp) / 1e9).isCloseTo(37, within(0.5));
        Architecture dense = ArchitectureCatalogue.get("llama2-7b");
        assertThat(dense.activeParameters()).isEqualTo(dense.parameters());
    }

    /** Every weight that a token meets but the looked-up embedding is multiplied; attention looks at all positions. */
    @Test
    void operationsOfExpertsAreThoseOfTheActiveOnes() {
        Architecture mixtral = ArchitectureCatalogue.get("mixtral-8x7b");
        double multiplied = mixtral.activeParameters() - 32_000.0 * 4096;
        assertThat(mixtral.trainingFlopsPerToken()).isCloseTo(6 * multiplied + 12.0 * 32 * 4096 * 32_768, within(1e3));
        Architecture deepSeek = ArchitectureCatalogue.get("deepseek-v3");
        double scored = 128.0 * (128 + 64 + 128);
        assertThat(deepSeek.trainingFlopsPerToken())
                .isCloseTo(6 * (deepSeek.activeParameters() - 129_280.0 * 7168) + 6 * 61 * scored * 4096, within(1e3));
        // The first three blocks have no experts, so the later ones carry the bytes.
        assertThat(deepSeek.groups().get(1).elements())
                .isLessThan(deepSeek.groups().get(4).elements() / 10);
    }

    @ParameterizedTest
    @CsvSource({
        "llama-16m, 16.31, 0.005",
        "llama-125m, 123.66, 0.005",
        "llama-380m, 417.2, 0.05",
        "llama-720m, 719.82, 0.005",
        "llama-1b, 1336.5, 0.05",
        "mpt-75m, 75, 0.5",
        "diloco-35m, 35, 1",
        "diloco-90m, 90, 1.5",
        "diloco-180m, 180, 5",
        "diloco-330m, 335, 3",
        "diloco-550m, 550, 11",
        "diloco-1.3b, 1300, 30",
        "diloco-2.4b, 2400, 50",
        "diloco-4b, 4000, 200",
        "diloco-10b, 10000, 250"
    })
    void countsRoundToThePublishedMillions(String name, double millions, double tolerance) {
        assertThat(ArchitectureCatalogue.get(name).parameters() / 1e6).isCloseTo(millions, within(tolerance));
    }

    @Test
    void embeddingSharesAreThePublishedOnes() {
        assertThat(embeddingShare("llama-16m")).isCloseTo(0.79, within(0.005));
        assertThat(embeddingShare("llama-125m")).isCloseTo(0.31, within(0.005));
        assertThat(embeddingShare("llama-380m")).isCloseTo(0.19, within(0.005));
        assertThat(embeddingShare("llama-720m")).isCloseTo(0.14, within(0.005));
        assertThat(embeddingShare("llama-1b")).isCloseTo(0.08, within(0.005));
    }

    static Iterable<String> names() {
        return ArchitectureCatalogue.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void groupsAddUpInForwardOrder(String name) {
        Architecture architecture = ArchitectureCatalogue.get(name);
        long elements = 0;
        double share = 0;
        for (ParameterGroup group : architecture.groups()) {
            elements += group.elements();
            share += group.flopsShare();
        }
        assertThat(elements).isEqualTo(architecture.parameters());
        assertThat(share).isCloseTo(1, within(1e-12));
        assertThat(architecture.groups().get(0).name()).isEqualTo("embedding");
        assertThat(architecture.groups().get(1).name()).isEqualTo("block.0");
        assertThat(architecture.groups().get(architecture.groups().size() - 1).name())
                .isEqualTo("head");
    }

    @Test
    void operationsAreSixTimesTheParametersPlusAttention() {
        Architecture mpt = ArchitectureCatalogue.get("mpt-7b");
        double expected = 6.0 * 6_658_859_008L + 12.0 * 32 * 4096 * 2048;
        assertThat(mpt.trainingFlopsPerToken()).isCloseTo(expected, within(1.0));
        // An untied input embedding is looked up, not multiplied.
        Architecture untied = ArchitectureCatalogue.get("opendiloco-1b");
        double withoutLookup = 6.0 * (1_100_048_384L - 32_000L * 2048) + 12.0 * 22 * 2048 * 1024;
        assertThat(untied.trainingFlopsPerToken()).isCloseTo(withoutLookup, within(1.0));
    }

    @Test
    void replicaMemoryOfMixedPrecisionAdam() {
        Architecture mpt = ArchitectureCatalogue.get("mpt-125m");
        assertThat(mpt.replicaBytes(2 + 4, 2, 2, 4)).isEqualTo(16L * 125_311_488);
    }

    @Test
    void unknownNamesListTheKnownOnes() {
        assertThatThrownBy(() -> ArchitectureCatalogue.get("mpt-8b"))
                .hasMessageContaining("mpt-8b")
                .hasMessageContaining("mpt-7b");
    }

    private static double embeddingShare(String name) {
        Architecture architecture = ArchitectureCatalogue.get(name);
        return (double) architecture.groups().get(0).elements() / architecture.parameters();
    }

    /** A layer multiplies queries with keys and probabilities with values over every position, three times with backward. */
    @Test
    void operationsAreThoseOfTheStatedContext() {
        Architecture usual = ArchitectureCatalogue.get("diloco-10b");
        Architecture shorter = usual.at(512);

        double attention = 12.0 * 48 * 4096 * (2048 - 512);
        assertThat(Math.round(usual.trainingFlopsPerToken() - shorter.trainingFlopsPerToken()))
                .isEqualTo(Math.round(attention));
        assertThat(shorter.parameters()).isEqualTo(usual.parameters());
    }
}
