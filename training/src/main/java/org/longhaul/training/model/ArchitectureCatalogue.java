package org.longhaul.training.model;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.longhaul.extension.Spelling;

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
 *   <li>{@code gpt2-*}, {@code llama2-*}, {@code llama3-*}, {@code qwen2.5-*}, {@code mixtral-8x7b}, {@code deepseek-v3}:
 *       from the papers named in {@link Architecture#source()} and the published configuration files; contexts are those
 *       of the main part of pre-training. DeepSeek-V3 is the main model without the layer that predicts further tokens
 *       and without the balancing biases, which no gradient trains.
 * </ul>
 */
public final class ArchitectureCatalogue {
    private static final String PHOTON = "Photon (arXiv 2411.02908)";
    private static final String DES_LOC = "DES-LOC (arXiv 2505.22549) and MT-DAO (arXiv 2510.05361), public code";
    private static final String SCALING = "Scaling Laws for DiLoCo (arXiv 2503.09799)";
    private static final String LLAMA_2 = "Llama 2 (arXiv 2307.09288)";
    private static final String LLAMA_3 = "The Llama 3 Herd of Models (arXiv 2407.21783)";
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
            throw new IllegalArgumentException("architecture '" + name + "' is not known; allowed: "
                    + String.join(", ", names()) + Spelling.maybe(name, names()));
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
        put(all, gpt2("gpt2-124m", 12, 768, 12));
        put(all, gpt2("gpt2-355m", 24, 1024, 16));
        put(all, gpt2("gpt2-774m", 36, 1280, 20));
        put(all, gpt2("gpt2-1.5b", 48, 1600, 25));
        put(all, groupedLlama("llama2-7b", LLAMA_2, 32, 4096, 32, 32, 11_008, 32_000, 4096));
        put(all, groupedLlama("llama2-13b", LLAMA_2, 40, 5120, 40, 40, 13_824, 32_000, 4096));
        put(all, groupedLlama("llama2-70b", LLAMA_2, 80, 8192, 64, 8, 28_672, 32_000, 4096));
        put(all, groupedLlama("llama3-8b", LLAMA_3, 32, 4096, 32, 8, 14_336, 128_256, 8192));
        put(all, groupedLlama("llama3-70b", LLAMA_3, 80, 8192, 64, 8, 28_672, 128_256, 8192));
        put(all, groupedLlama("llama3-405b", LLAMA_3, 126, 16_384, 128, 8, 53_248, 128_256, 8192));
        put(all, qwen("qwen2.5-7b", 28, 3584, 28, 4, 18_944));
        put(all, qwen("qwen2.5-72b", 80, 8192, 64, 8, 29_568));
        put(
                all,
                Architecture.of(
                        "mixtral-8x7b",
                        "Mixtral of Experts (arXiv 2401.04088)",
                        DecoderShape.llamaLike(
                                32, 4096, 32, 8, 14_336, 32_000, 32_768, false, new Experts(8, 2, 0, 14_336, 0))));
        put(
                all,
                Architecture.of(
                        "deepseek-v3",
                        "DeepSeek-V3 Technical Report (arXiv 2412.19437)",
                        new DecoderShape(
                                61,
                                7168,
                                128,
                                128,
                                18_432,
                                true,
                                129_280,
                                4096,
                                false,
                                false,
                                false,
                                false,
                                false,
                                false,
                                false,
                                new Experts(256, 8, 1, 2048, 3),
                                new LatentAttention(1536, 512, 128, 64, 128),
                                null)));
        return all;
    }

    private static Architecture gpt2(String name, int layers, int width, int heads) {
        return Architecture.of(
                name,
                "Language Models are Unsupervised Multitask Learners (Radford et al., 2019)",
                new DecoderShape(
                        layers, width, heads, heads, 4 * width, false, 50_257, 1024, true, true, true, false, false,
                        false));
    }

    private static Architecture qwen(String name, int layers, int width, int heads, int keyValueHeads, int hidden) {
        return Architecture.of(
                name,
                "Qwen2.5 Technical Report (arXiv 2412.15115)",
                new DecoderShape(
                        layers,
                        width,
                        heads,
                        keyValueHeads,
                        hidden,
                        true,
                        152_064,
                        4096,
                        false,
                        false,
                        false,
                        false,
                        false,
                        false,
                        true,
                        null,
                        null,
                        null));
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
                DecoderShape.llamaLike(layers, width, heads, keyValueHeads, hidden, vocabulary, context, false, null));
    }
}
