package org.longhaul.scenario.extend;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.Runs;
import org.longhaul.scenario.ScenarioReader;
import org.longhaul.scenario.engine.planner.Planner;
import org.longhaul.scenario.run.RunDirectory;

/** Runs scenarios as if some classes were those that a jar of the user's provides. */
final class UsersServices {
    /** Where the scenarios of the examples lie. */
    static final Path SCENARIOS = Path.of("src", "test", "resources", "extend");

    private UsersServices() {}

    /** What is done while the classes are there. */
    interface Body<T> {
        T run() throws IOException;
    }

    /** The same where nothing comes of it. */
    interface Action {
        void run() throws IOException;
    }

    /**
     * Does something with classes of a jar's on the class path.
     *
     * @param folder for the entries of the jar
     * @param services class of each extension point
     */
    static <T> T with(Path folder, Map<Class<?>, Class<?>> services, Body<T> body) throws IOException {
        Path entries = Files.createDirectories(folder.resolve("jar/META-INF/services"));
        for (Map.Entry<Class<?>, Class<?>> service : services.entrySet()) {
            Files.writeString(
                    entries.resolve(service.getKey().getName()),
                    service.getValue().getName());
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        URL[] urls = {folder.resolve("jar").toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(urls, before)) {
            thread.setContextClassLoader(loader);
            return body.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Does something that gives nothing with classes of a jar's on the class path. */
    static void doWith(Path folder, Map<Class<?>, Class<?>> services, Action action) throws IOException {
        with(folder, services, () -> {
            action.run();
            return true;
        });
    }

    /** Runs the text of a scenario with them. */
    static RunRecord run(Path folder, Map<Class<?>, Class<?>> services, String scenario) throws IOException {
        return with(folder, services, () -> {
            ScenarioReader.Source source = new ScenarioReader(Extensions.load()).parse("test.yaml", scenario);
            Path at = folder.resolve("run");
            try (RunDirectory directory = RunDirectory.create(at, scenario, List.of(), Runs.manifest(at, scenario))) {
                return Runs.engine(Planner.plan(source.scenario(), source.document(), null), directory)
                        .run();
            }
        });
    }

    /** The text of an example's scenario. */
    static String scenario(String name) throws IOException {
        return Files.readString(SCENARIOS.resolve(name));
    }
}
