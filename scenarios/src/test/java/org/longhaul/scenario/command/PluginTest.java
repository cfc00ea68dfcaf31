package org.longhaul.scenario.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.training.schedule.ScheduleFactory;
import org.longhaul.training.task.MeasureKind;

/** Extensions in a jar of the user's: found, used by a scenario, and refused with the place when they collide. */
final class PluginTest {
    private static final String SOURCE =
            """
            package mine;

            import org.longhaul.training.schedule.Schedule;
            import org.longhaul.training.schedule.ScheduleFactory;

            public final class Halved implements ScheduleFactory<Halved.Settings> {
                public record Settings() {}
                public String id() { return "ID"; }
                public String description() { return "Half the peak learning rate throughout."; }
                public String source() { return "a test"; }
                public Class<Settings> settingsType() { return Settings.class; }
                public Schedule create(Settings settings, long totalSteps) { return step -> 0.5; }
            }
            """;

    private static final String SCENARIO =
            """
            name: plugged
            topology: {builder: star, hosts: 2, bandwidth: 1 Gbit/s, latency: 1 ms}
            compute: {stepTime: 150 ms}
            model: {kind: quadratic, layers: 1, elements: 4}
            training:
              steps: 4
              batch: 1
              context: 1
              optimizer: {kind: adamw, learningRate: 0.01}
              schedule: halved
            methods: [{id: ddp}]
            """;

    @TempDir
    Path folder;

    @Test
    void aScheduleFromAJarIsListedAndTrains() throws Exception {
        Path scenario = Files.writeString(folder.resolve("plugged.yaml"), SCENARIO);
        assertThat(Said.refused("validate", scenario.toString())).contains("halved");
        with(jar("halved"), () -> {
            assertThat(Said.done("describe", "halved")).contains("Half the peak learning rate");
            Said.done(
                    "run",
                    scenario.toString(),
                    "--quiet",
                    "--out",
                    folder.resolve("run").toString());
        });
    }

    @Test
    void aTakenIdIsRefusedWithBothPlaces() throws Exception {
        with(jar("cosine"), () -> assertThat(Said.refused("list"))
                .contains(
                        "two implementations of schedule have the id 'cosine'", "mine.Halved in ", "mine-cosine.jar"));
    }

    @Test
    void aJarThatCannotBeLoadedIsRefused() throws Exception {
        Path jar = folder.resolve("broken.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            services(out, ScheduleFactory.class, "mine.Missing");
        }
        with(jar, () -> assertThat(Said.refused("list")).contains("cannot be loaded", "mine.Missing"));
    }

    @Test
    void aMeasureThatCannotBeLoadedIsRefused() throws Exception {
        Path jar = folder.resolve("broken.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            services(out, MeasureKind.class, "mine.Missing");
        }
        with(jar, () -> assertThat(Said.refused("list")).contains("measure", "cannot be loaded", "mine.Missing"));
    }

    private interface Body {
        void run() throws Exception;
    }

    /** Runs with the jar on the class path, as the launcher's LONGHAUL_PLUGINS puts it there. */
    private static void with(Path jar, Body body) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, before)) {
            thread.setContextClassLoader(loader);
            body.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private Path jar(String id) throws IOException {
        Path source = Files.createDirectories(folder.resolve("src/mine")).resolve("Halved.java");
        Files.writeString(source, SOURCE.replace("ID", id));
        Path classes = Files.createDirectories(folder.resolve("classes"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options =
                    List.of("-proc:none", "-cp", System.getProperty("java.class.path"), "-d", classes.toString());
            assertThat(compiler.getTask(null, files, null, options, null, files.getJavaFileObjects(source))
                            .call())
                    .isTrue();
        }
        Path jar = folder.resolve("mine-" + id + ".jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (String name : List.of("mine/Halved.class", "mine/Halved$Settings.class")) {
                out.putNextEntry(new JarEntry(name));
                out.write(Files.readAllBytes(classes.resolve(name)));
            }
            services(out, ScheduleFactory.class, "mine.Halved");
        }
        return jar;
    }

    private static void services(JarOutputStream out, Class<?> point, String extension) throws IOException {
        out.putNextEntry(new JarEntry("META-INF/services/" + point.getName()));
        out.write(extension.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
