/** Functions whose least value is known, as models that need no data. Imports {@code model}, {@code task} and {@code tensor}. */
@NullMarked
package org.longhaul.training.model.function;

import org.jspecify.annotations.NullMarked;
