package org.longhaul.training.model;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Published architectures by name.
 *
 * <ul>
 *   <li>{@code mpt-*}: GPT-like with learned positions and biases, N = V d + T d + L (12 d^2 + 13 d) + 2 d. Source:
 *       Sani et al., "Photon: Federated LLM Pre-Training", MLSys 2025; Sani et al., "The Future of Large Language Model
 *       Pre-training is Federated", 2024.
 *   <li>{@code llama-*}: gated feed-forward layers of 256 ceil(floor(8 d / 3) / 256) channels, tied embeddings, norms
 *       after the embedding, around every sub-layer and on queries and keys. Source: Iacob et al., "DES-LOC", ICLR 2026,
 *       and "MT-DAO", ICLR 2026, public code.
 *   <li>{@code diloco-*}: ungated, tied, with query and key norms. Source: Charles et al., "Communication-Efficient
 *       Language Model Training Scales Reliably and Robustly: Scaling Laws for DiLoCo", 2025. The paper gives layers,
 *       widths and rounded sizes; the choice of norms and biases is a reading that meets those sizes.
 *   <li>{@code opendiloco-1b}: Jaghouar et al., "OpenDiLoCo", 2024. {@code intellect-1}: Jaghouar et al., "INTELLECT-1
 *       Technical Report", 2024. Both Llama-like with grouped queries and an untied head.
 * </ul>
 */
public final class ArchitectureCatalogue {
    private static final String PHOTON = "Photon (arXiv 2411.02908)";
    private static final String DES_LOC = "DES-LOC (arXiv 2505.22549) and MT-DAO (arXiv 2510.05361), public code";
    private static final String SCALING = "Scaling Laws for DiLoCo (arXiv 2503.09799)";
    private static final Map<String, Architecture> BY_NAME = catalogue();

    private ArchitectureCatalogue() {}

    /** All names in alphabetical order. */
    public static List<String> names() {
        return List.copyOf(BY_NAME.keySet());
    }

    /**
     * The architecture of a name.
     *
     * @throws IllegalArgumentException if there is none, with the names that exist
     */
    public static Architecture get(String name) {
        Architecture found = BY_NAME.get(name);
        if (found == null) {
            throw new IllegalArgumentException(
                    "architecture \"" + name + "\" is unknown; allowed are " + String.join(", ", names()));
        }
        return found;
    }

    private static Map<String, Architecture> catalogue() {
        Map<String, Architecture> all = new TreeMap<>();
        put(all, mpt("mpt-75m", 3, 896, 16, 1024));
        put(all, mpt("mpt-125m", 12, 768, 12, 2048));
        put(all, mpt("mpt-350m", 24, 1024, 16, 2048));
        put(all, mpt("mpt-1.3b", 24, 2048, 16, 2048));
        put(all, mpt("mpt-3b", 32, 2560, 20, 2048));
        put(all, mpt("mpt-7b", 32, 4096, 32, 2048));
        put(all, llama("llama-16m", 4, 256, 4));
        put(all, llama("llama-125m", 12, 768, 12));
        put(all, llama("llama-380m", 12, 1536, 12));
        put(all, llama("llama-720m", 12, 2048, 16));
        put(all, llama("llama-1b", 24, 2048, 16));
        put(all, diloco("diloco-35m", 6, 512, 8));
        put(all, diloco("diloco-90m", 9, 768, 12));
        put(all, diloco("diloco-180m", 12, 1024, 16));
        put(all, diloco("diloco-330m", 15, 1280, 20));
        put(all, diloco("diloco-550m", 18, 1536, 24));
        put(all, diloco("diloco-1.3b", 24, 2048, 32));
        put(all, diloco("diloco-2.4b", 30, 2560, 40));
        put(all, diloco("diloco-4b", 36, 3072, 48));
        put(all, diloco("diloco-10b", 48, 4096, 64));
        put(all, groupedLlama("opendiloco-1b", "OpenDiLoCo (arXiv 2407.07852)", 22, 2048, 32, 4, 5632, 32_000, 1024));
        put(all, groupedLlama("intellect-1", "INTELLECT-1 (arXiv 2412.01152)", 42, 4096, 32, 8, 14_336, 128_256, 8192));
        return all;
    }

    private static void put(Map<String, Architecture> all, Architecture architecture) {
        all.put(architecture.name(), architecture);
    }

    private static Architecture mpt(String name, int layers, int width, int heads, int context) {
        return Architecture.of(
                name,
                PHOTON,
                new DecoderShape(
                        layers, width, heads, heads, 4 * width, false, 50_368, context, true, true, true, false, false,
                        false));
    }

    private static Architecture llama(String name, int layers, int width, int heads) {
        int hidden = 256 * ((8 * width / 3 + 255) / 256);
        return Architecture.of(
                name,
                DES_LOC,
                new DecoderShape(
                        layers, width, heads, heads, hidden, true, 50_368, 2048, true, false, false, true, true, true));
    }

    private static Architecture diloco(String name, int layers, int width, int heads) {
        return Architecture.of(
                name,
                SCALING,
                new DecoderShape(
                        layers, width, heads, heads, 4 * width, false, 32_768, 2048, true, false, false, false, false,
                        true));
    }

    private static Architecture groupedLlama(
            String name,
            String source,
            int layers,
            int width,
            int heads,
            int keyValueHeads,
            int hidden,
            int vocabulary,
            int context) {
        return Architecture.of(
                name,
                source,
                new DecoderShape(
                        layers,
                        width,
                        heads,
                        keyValueHeads,
                        hidden,
                        true,
                        vocabulary,
                        context,
                        false,
                        false,
                        false,
                        false,
                        false,
                        false));
    }
}
