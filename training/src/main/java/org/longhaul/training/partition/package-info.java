/** Who has which items: divisions of documents and examples over the workers, and the random orders they are met in. */
@NullMarked
package org.longhaul.training.partition;

import org.jspecify.annotations.NullMarked;
