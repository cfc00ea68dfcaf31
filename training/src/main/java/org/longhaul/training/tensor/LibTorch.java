package org.longhaul.training.tensor;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The native library: loaded once, set to one thread an operator, and described for reports.
 *
 * <p>Operators are single-threaded because parallelism is across replicas: results then do not depend on the number of
 * cores, and threads of an operator never spin while another replica computes. The environment variables
 * {@code OMP_NUM_THREADS=1} and {@code OPENBLAS_NUM_THREADS=1} say the same to the pools that start before this class.
 */
public final class LibTorch {
    private static final Pattern CUDA_VERSION = Pattern.compile("CUDA_VERSION=([0-9.]+)");

    static {
        openblas_nolapack.blas_set_num_threads(1);
        torch.set_num_threads(1);
        torch.set_num_interop_threads(1);
        // Convolutions run through oneDNN; NNPACK would only complain where it finds no processor of its own.
        torch.globalContext().setUserEnabledNNPACK(false);
    }

    private LibTorch() {}

    /** Loads the natives and sets the threads; the second and later calls do nothing. */
    public static void load() {
        // The static initialiser does the work.
    }

    /** Whether these natives hold CUDA code and a usable device is visible. */
    public static boolean cudaAvailable() {
        return torch.cuda_is_available();
    }

    /** CUDA version that these natives were built with (the {@code gpu} profile), usable here or not; else null. */
    public static @Nullable String cudaBuildVersion() {
        Matcher matcher = CUDA_VERSION.matcher(description());
        return matcher.find() ? matcher.group(1) : null;
    }

    /** Whether these natives hold CUDA code (the {@code gpu} profile), usable here or not. */
    public static boolean builtWithCuda() {
        return cudaBuildVersion() != null;
    }

    /** Whether the CUDA libraries were found and loaded; without them the natives compute on the CPU only. */
    static boolean cudaLoaded() {
        return description().contains("CUDA Runtime");
    }

    /** Threads that one operator uses on the calling thread. */
    public static int operatorThreads() {
        return torch.get_num_threads();
    }

    /** Build description of libtorch: version, compiler, BLAS, instruction set; several lines. */
    public static String description() {
        try (BytePointer text = torch.show_config()) {
            return text.getString();
        }
    }
}
