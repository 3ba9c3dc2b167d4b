"""The three turns with python-telegram-bot as shipped: ConversationHandler, and PicklePersistence.

What it stores: each person's place, pickled to a file every 60 seconds (the default); a kill loses up to a minute.
Run in an environment of its own: python rival_ptb.py ROOT FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)
from three_turn_texts import ASK, BUTTONS, GREETING, LABEL, THANKS

TAPPED, WROTE = range(2)
Context = ContextTypes.DEFAULT_TYPE


async def greet(update: Update, _context: Context) -> int:
    rows = [[InlineKeyboardButton(label, callback_data=label)] for label in (*BUTTONS, LABEL)]
    await update.message.reply_text(GREETING, reply_markup=InlineKeyboardMarkup(rows))
    return TAPPED


async def ask(update: Update, _context: Context) -> int:
    await update.callback_query.answer()
    await update.callback_query.edit_message_text(f"{GREETING}\n\n{LABEL}")
    await update.callback_query.message.chat.send_message(ASK)
    return WROTE


async def thank(update: Update, context: Context) -> int:
    context.user_data["words"] = update.message.text
    await update.message.reply_text(THANKS)
    return ConversationHandler.END


def main() -> None:
    root, folder = sys.argv[1:]
    persistence = PicklePersistence(Path(folder, "state.pickle"))
    builder = Application.builder().token("12345:bench").base_url(f"{root}/bot").persistence(persistence)
    application = builder.build()
    conversation = ConversationHandler(
        entry_points=[CommandHandler("start", greet)],
        states={TAPPED: [CallbackQueryHandler(ask)], WROTE: [MessageHandler(filters.TEXT, thank)]},
        fallbacks=[],
        name="three_turns",
        persistent=True,
        per_message=False,
    )
    application.add_handler(conversation)
    application.run_polling()


if __name__ == "__main__":
    main()
