"""What everybody says in the three turns: about as much as our own first three messages."""

LABEL = "Let's begin"
BUTTONS = ("What is this based on?", "What do you keep?")
GREETING = (
    "Hello Ana. This is a set of written questions and answers, held by a program. No person reads along, though "
    "Telegram itself can see this chat, and it is no substitute for a person who knows you, or for care of any kind."
)
ASK = (
    "Two things first. You are an adult, and it is fine that your answers are kept until you say so. One word ends "
    "everything at any time. Please answer with a word or two."
)
THANKS = "Is there something that you would like to understand? One line is enough; we will come back to it."
