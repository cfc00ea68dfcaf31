package org.longhaul.scenario.command.shared;

import java.util.Map;
import java.util.concurrent.Callable;
import org.longhaul.extension.Extension;
import org.longhaul.extension.ExtensionException;
import org.longhaul.extension.Registry;
import picocli.CommandLine;

/**
 * Extension point: a command of a user's, found through {@link java.util.ServiceLoader}: {@code longhaul ID}. Its fields carry
 * picocli's annotations ({@code @Option}, {@code @Parameters}, {@code @Spec}, one of them at least), its description is the
 * help, and what it returns is the {@linkplain ExitCode exit code}.
 */
public interface UserCommand extends Extension<UserCommand.Settings>, Callable<Integer> {
    /** No settings: options are. */
    record Settings() {}

    @Override
    default Class<Settings> settingsType() {
        return Settings.class;
    }

    /**
     * Those on the class path.
     *
     * @param own the program's own commands by their names, which no user's may have
     * @throws ExtensionException if one cannot be loaded, or its name is taken
     */
    static Registry<UserCommand> beside(Map<String, Class<?>> own) {
        Registry<UserCommand> users = Registry.load("command", UserCommand.class);
        for (UserCommand command : users.all()) {
            Class<?> taken = own.get(command.id());
            if (taken != null) {
                throw ExtensionException.sameId("command", command.id(), taken, command.getClass());
            }
        }
        return users;
    }

    /** The command as the program's command line takes it. */
    default CommandLine line() {
        CommandLine line = new CommandLine(this);
        line.getCommandSpec().mixinStandardHelpOptions(true).usageMessage().description(description());
        return line;
    }
}
