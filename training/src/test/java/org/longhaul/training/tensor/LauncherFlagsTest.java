package org.longhaul.training.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.bytedeco.javacpp.ClassProperties;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

/** What the launcher's flags make of PyTorch's libraries. */
class LauncherFlagsTest {

    private static List<String> libraries(String extension) {
        Properties properties = Loader.loadProperties("linux-x86_64", null);
        properties.setProperty("platform.extension", extension);
        ClassProperties found = Loader.loadProperties(torch.class, properties, true);
        return List.of(String.join(" ", found.get("platform.preload")), String.join(" ", found.get("platform.link")));
    }

    /** Without CUDA's none of them is searched for in every jar; all that computes on the CPU is loaded as before. */
    @Test
    void onTheCpuNoLibraryOfCudaIsLookedFor() throws IOException {
        assertThat(Files.readString(Path.of("../longhaul")))
                .contains("*) vm_flags+=(-Dorg.bytedeco.javacpp.platform.extension=) ;;");
        assertThat(libraries("").toString())
                .contains("gomp", "c10", "torch_cpu", "torch")
                .doesNotContain("cuda", "cudnn", "cublas");
        assertThat(libraries("-gpu").toString()).contains("torch_cpu", "cudart", "cudnn", "cublas");
    }
}
